// Panels, invitations and challenges as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { askReconsideration, decideChallenge, makeChallenge } from './challenges.ts'
import { answerInvitation, completeAssignment, decideDeclaration, recuse } from './invitations.ts'
import { describePanel, listInvitations } from './panel.ts'
import { invitePanel, proposePanel } from './proposal.ts'
import { answerBody, challengeAnswer, challengeBody, decisionBody, declarationDecision, doneAnswer, invitationAnswer, invitationsAnswer, panelAnswer, panelForm, recusalBody } from './schema.ts'
import type { InvitationsDeps } from './seats.ts'

export function invitationsEndpoints(deps: InvitationsDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams }
  /** The state in which it is now, for whoever changed it. */
  const stateOf = async (id: string) => ({ id, state: (await deps.prisma.assignment.findUniqueOrThrow({ where: { id }, select: { state: true } })).state })
  return [
    endpoint({ method: 'get', path: '/api/enquiries/{id}/panel', summary: 'The panel as the caller may see it: officers all, the party names once settled, experts themselves', permission: 'enquiry:read', ...one, response: panelAnswer, problems: ['not-found'], handle: ({ params, actor }) => describePanel(deps, actor, params.id) }),
    endpoint({
      method: 'post',
      path: '/api/enquiries/{id}/panel',
      summary: 'Proposes members and alternates in place of what was proposed before; 409 when another officer was faster',
      permission: 'enquiry:handle',
      ...one,
      body: panelForm,
      status: 201,
      response: panelAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => proposePanel(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/enquiries/{id}/invitations',
      summary: 'Invites the proposed members; alternates follow by themselves',
      permission: 'enquiry:handle',
      ...one,
      status: 201,
      response: panelAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, actor, requestId }) => invitePanel(deps, actor, params.id, requestId),
    }),
    endpoint({ method: 'get', path: '/api/invitations', summary: 'The caller’s own invitations as an expert, those to answer first', permission: 'assignment:answer', query: nothing, params: nothing, response: invitationsAnswer, problems: [], handle: ({ actor }) => listInvitations(deps, actor) }),
    endpoint({
      method: 'post',
      path: '/api/invitations/{id}/answer',
      summary: 'Accepts with a declaration of impartiality, or declines with a reason; what is declared waits for an officer',
      permission: 'assignment:answer',
      ...one,
      body: answerBody,
      response: invitationAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => answerInvitation(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/assignments/{id}/declaration-decision',
      summary: 'Decides about what an expert declared: admits, excludes, or asks again',
      permission: 'conflict:decide',
      ...one,
      body: declarationDecision,
      response: doneAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await decideDeclaration(deps, actor, params.id, body, requestId)
        return stateOf(params.id)
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/assignments/{id}/complete',
      summary: 'Records that the expert’s opinion is in',
      permission: 'enquiry:handle',
      ...one,
      response: doneAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, actor, requestId }) => {
        await completeAssignment(deps, actor, params.id, requestId)
        return stateOf(params.id)
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/assignments/{id}/recusal',
      summary: 'The expert steps down, or an officer records it; the next alternate is invited',
      permission: 'enquiry:read',
      ...one,
      body: recusalBody,
      response: doneAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => {
        await recuse(deps, actor, params.id, body, requestId)
        return stateOf(params.id)
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/assignments/{id}/challenges',
      summary: 'A party, or an officer on its behalf, challenges a member of the panel',
      permission: 'challenge:make',
      ...one,
      body: challengeBody,
      status: 201,
      response: challengeAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => makeChallenge(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/challenges/{id}/decision',
      summary: 'Decides a challenge, or its reconsideration; upheld, the opinion is void and the next alternate is invited',
      permission: 'challenge:decide',
      ...one,
      body: decisionBody,
      response: challengeAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, body, actor, requestId }) => decideChallenge(deps, actor, params.id, body, requestId),
    }),
    endpoint({
      method: 'post',
      path: '/api/challenges/{id}/reconsideration',
      summary: 'Asks for a rejection to be reconsidered, once',
      permission: 'challenge:make',
      ...one,
      response: challengeAnswer,
      problems: ['not-found', 'conflict'],
      handle: ({ params, actor, requestId }) => askReconsideration(deps, actor, params.id, requestId),
    }),
  ]
}
