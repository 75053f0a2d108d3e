// The audit trail as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { auditAnswer, auditQuery } from './schema.ts'
import { findAudit, type TrailDeps } from './trail.ts'

export function auditEndpoints(deps: TrailDeps): AnyEndpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/audit',
      permission: 'audit:read',
      summary: 'What was done, refused or failed, newest first; each entry with its place in the chain of hashes',
      query: auditQuery,
      params: nothing,
      response: auditAnswer,
      problems: ['invalid-input', 'not-allowed'],
      handle: ({ query, actor }) => findAudit(deps, actor, query),
    }),
  ]
}
