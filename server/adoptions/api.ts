// The register of adoptions for programs.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { checkAdoption, declareAdoption, endAdoption, listAdoptions, type AdoptionsDeps } from './adoptions.ts'
import { adoptionAnswer, adoptionsAnswer, adoptionsQuery, checkBody, declareBody, endBody, idParams } from './schema.ts'

export function adoptionsEndpoints(deps: AdoptionsDeps): AnyEndpoint[] {
  const one = { query: nothing, params: idParams, response: adoptionAnswer, problems: ['not-found', 'conflict', 'not-allowed'] as const }
  return [
    endpoint({ method: 'get', path: '/api/adoptions', summary: 'Public register of adoptions, newest first', permission: 'standard:read', query: adoptionsQuery, params: nothing, response: adoptionsAnswer, problems: ['invalid-input'], handle: ({ query }) => listAdoptions(deps, query) }),
    endpoint({ method: 'post', path: '/api/adoptions', summary: 'An enterprise declares that it keeps a standard, as a whole or by clauses; 409 when the standard was replaced or abolished', permission: 'adoption:declare', query: nothing, params: nothing, body: declareBody, status: 201, response: adoptionAnswer, problems: ['conflict', 'not-allowed'], handle: ({ body, actor, requestId }) => declareAdoption(deps, actor, body, requestId) }),
    endpoint({ ...one, method: 'patch', path: '/api/adoptions/{id}', summary: 'Ends an adoption', permission: 'adoption:declare', body: endBody, handle: ({ params, body, actor, requestId }) => endAdoption(deps, actor, params.id, body, requestId) }),
    endpoint({ ...one, method: 'post', path: '/api/adoptions/{id}/check', summary: 'Marks an adoption as checked by an association or the bureau', permission: 'adoption:check', body: checkBody, handle: ({ params, body, actor, requestId }) => checkAdoption(deps, actor, params.id, body, requestId) }),
  ]
}
