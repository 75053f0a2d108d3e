// Organisations, members and invitations as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { done } from '../http/shapes.ts'
import { idParams } from '../library/schema.ts'
import { inviteMember, removeMember, revokeInvitation, type MembersDeps } from './members.ts'
import { confirmOrganisation, findOrganisation, listOrganisations, registerOrganisation, renameOrganisation } from './organisations.ts'
import { invitationAnswer, invitationForm, invitationParams, memberParams, organisationAnswer, organisationDetail, organisationForm, organisationPatch, organisationsAnswer, organisationsQuery } from './schema.ts'

export function organisationsEndpoints(deps: MembersDeps): AnyEndpoint[] {
  return [
    endpoint({ method: 'get', path: '/api/organisations', summary: 'Organisations that the caller may read; those awaiting confirmation first', permission: 'organisation:read', query: organisationsQuery, params: nothing, response: organisationsAnswer, problems: [], handle: ({ query, actor }) => listOrganisations(deps, actor, query) }),
    endpoint({
      method: 'post',
      path: '/api/organisations',
      summary: 'Registers an organisation by its unified social credit code; its roles count once it is confirmed',
      permission: 'organisation:register',
      query: nothing,
      params: nothing,
      body: organisationForm,
      status: 201,
      response: organisationAnswer,
      problems: ['conflict'],
      handle: ({ body, actor, requestId }) => registerOrganisation(deps, actor, body, requestId),
    }),
    endpoint({ method: 'get', path: '/api/organisations/{id}', summary: 'An organisation with its members and open invitations', permission: 'organisation:read', query: nothing, params: idParams, response: organisationDetail, problems: ['not-found'], handle: ({ params, actor }) => findOrganisation(deps, actor, params.id) }),
    endpoint({
      method: 'patch',
      path: '/api/organisations/{id}',
      summary: 'Renames an organisation; 409 when somebody was faster',
      permission: 'organisation:change',
      query: nothing,
      params: idParams,
      body: organisationPatch,
      response: organisationAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => renameOrganisation(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/organisations/{id}/confirm',
      summary: 'Confirms that the organisation is what it says; its roles count from now',
      permission: 'organisation:confirm',
      query: nothing,
      params: idParams,
      response: organisationAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, actor, requestId }) => confirmOrganisation(deps, actor, params.id, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/organisations/{id}/invitations',
      summary: 'Invites a person by mail',
      permission: 'member:invite',
      query: nothing,
      params: idParams,
      body: invitationForm,
      status: 201,
      response: invitationAnswer,
      problems: ['not-found'],
      handle: ({ params, body, actor, requestId }) => inviteMember(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'delete',
      path: '/api/organisations/{id}/invitations/{invitationId}',
      summary: 'Revokes an invitation that was not accepted',
      permission: 'member:invite',
      query: nothing,
      params: invitationParams,
      response: done,
      problems: ['not-found'],
      handle: async ({ params, actor, requestId }) => {
        await revokeInvitation(deps, actor, params.id, params.invitationId, requestId)
        return { ok: true as const }
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/organisations/{id}/members/{grantId}',
      summary: 'Ends a member’s role; it stays on record',
      permission: 'member:remove',
      query: nothing,
      params: memberParams,
      response: done,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, actor, requestId }) => {
        await removeMember(deps, actor, params.id, params.grantId, requestId)
        return { ok: true as const }
      },
    }),
  ]
}
