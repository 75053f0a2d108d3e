// The picture of the pool as JSON.
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { readCoverage, type CoverageDeps } from './coverage.ts'
import { coverageAnswer } from './schema.ts'

/** To be mounted before `/api/experts/{id}`. */
export function coverageEndpoints(deps: CoverageDeps): AnyEndpoint[] {
  return [
    endpoint({ method: 'get', path: '/api/experts/coverage', summary: 'Experts by field and section of industry, gaps, loads and free capacity', permission: 'panel:read', query: nothing, params: nothing, response: coverageAnswer, problems: [], handle: ({ actor }) => readCoverage(deps, actor) }),
  ]
}
