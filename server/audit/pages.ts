// The audit trail as a page with filters, and as a table to keep.
import { pipeline } from 'node:stream/promises'
import type { Request } from 'express'
import type { z } from 'zod'
import type { Issue } from '../errors.ts'
import type { Page } from '../http/page.ts'
import { readerOf } from '../web/reader.ts'
import { csvOf } from './csv.ts'
import { auditFilter, auditQuery, filterFields } from './schema.ts'
import { exportAudit, findAudit, type TrailDeps } from './trail.ts'
import { auditPage } from './views.ts'

export function auditPages(deps: TrailDeps): Page[] {
  return [
    {
      method: 'get',
      path: '/audit',
      permission: 'audit:read',
      handle: async (request, response, actor) => {
        const values = written(request)
        const asked = auditQuery.safeParse({ ...values, page: pageOf(request) })
        const found = asked.success ? await findAudit(deps, actor, asked.data) : null
        const view = { values, issues: asked.success ? [] : issuesOf(asked.error), found }
        response.status(asked.success ? 200 : 422).type('html').send(auditPage(readerOf(request, response), view))
      },
    },
    {
      method: 'get',
      path: '/audit.csv',
      permission: 'audit:read',
      handle: async (request, response, actor) => {
        const values = written(request)
        const asked = auditFilter.safeParse(values)
        const reader = readerOf(request, response)
        if (!asked.success) return response.status(422).type('html').send(auditPage(reader, { values, issues: issuesOf(asked.error), found: null }))
        const { rows, csv } = csvOf(exportAudit(deps, actor, asked.data))
        response.type('text/csv').attachment(`audit-${reader.today}.csv`)
        return pipeline(rows, csv, response).catch(unlessGone)
      },
    },
  ]
}

const NAMES = Object.keys(filterFields.shape)

/** What was typed into the form, without surrounding space; what was left empty is left out. A repeated one counts once, the last. */
function written({ query }: Request): Record<string, string> {
  const given = NAMES.map((name) => [name, [query[name]].flat().at(-1)] as const)
  return Object.fromEntries(given.flatMap(([name, value]) => (typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [])))
}

/** The first page, unless a page is named that there can be. */
function pageOf({ query: { page } }: Request): number {
  return typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1
}

const issuesOf = ({ issues }: z.ZodError): Issue[] => issues.map(({ path, message }) => ({ pointer: `#/query/${path.join('/')}`, detail: message }))

/** Whoever stops a download in the middle is no failure of ours. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
