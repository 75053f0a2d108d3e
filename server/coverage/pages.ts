// The picture of the pool as HTML.
import type { Page } from '../http/page.ts'
import { readerOf } from '../web/reader.ts'
import { readCoverage, type CoverageDeps } from './coverage.ts'
import { coveragePage } from './views.ts'

/** To be mounted before `/experts/:id`. */
export function coveragePages(deps: CoverageDeps): Page[] {
  return [
    {
      method: 'get',
      path: '/experts/coverage',
      permission: 'panel:read',
      handle: async (request, response, actor) => void response.type('html').send(coveragePage(readerOf(request, response), await readCoverage(deps, actor))),
    },
  ]
}
