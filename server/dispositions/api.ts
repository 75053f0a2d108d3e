// Comments and their answers as JSON, and the commenting table as a file.
import { z } from 'zod'
import type { DraftComment } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { toRows } from '../drafting/comment-table.ts'
import type { Disposition, CommentType } from '../drafting/disposition.ts'
import type { DraftingDeps } from '../drafting/projects.ts'
import { endpoint, nothing, type AnyEndpoint } from '../http/endpoint.ts'
import { idParams } from '../library/schema.ts'
import { answerComment, answerComments } from './answers.ts'
import { closedBecause, confirmedComments, findInternal, listComments, toComment, withStanding, type ListedComment, type Standing } from './comments.ts'
import { newestDraft } from '../drafting/projects.ts'
import { formatOf, MOST_BYTES, readTable, tooLarge, TYPE_OF, writeTable, type Format } from './files.ts'
import { importTable } from './import.ts'
import { commentAnswer, commentParams, commentsAnswer, commentsQuery, dispositionBody, dispositionsAnswer, dispositionsBody, importAnswer, tableQuery, type CommentAnswer } from './schema.ts'

export function dispositionsEndpoints(deps: DraftingDeps): AnyEndpoint[] {
  const { prisma } = deps
  const one = { query: nothing, params: idParams } as const
  return [
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/comments',
      summary: 'Confirmed comments of a project in the order of its clauses, for those who answer them',
      permission: 'standard:read-all',
      query: commentsQuery,
      params: idParams,
      response: commentsAnswer,
      problems: ['not-found'],
      handle: async ({ params, query: { open, ...query }, actor }) => {
        const { project, draft, counts, clauses, total, page, size, items } = await listComments(deps, actor, params.id, { ...query, open: open === 'yes' })
        return { total, page, size, counts, clauses, newestDraft: draft?.number ?? null, closed: closedBecause(project.state), items: items.map(present) }
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/drafting/{id}/comments/{commentId}/disposition',
      summary: 'Answers a comment; 409 with both texts when somebody was faster',
      permission: 'comment:answer',
      query: nothing,
      params: commentParams,
      body: dispositionBody,
      response: commentAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body, actor, requestId }) => presented(deps, await answerComment(deps, actor, params.id, params.commentId, body, requestId)),
    }),
    endpoint({ method: 'post', path: '/api/drafting/{id}/dispositions', summary: 'Answers several comments alike: all of them or none', permission: 'comment:answer', ...one, body: dispositionsBody, response: dispositionsAnswer, problems: ['not-found', 'conflict'], handle: async ({ params, body, actor, requestId }) => ({ answered: (await answerComments(deps, actor, params.id, body, requestId)).length }) }),
    endpoint({
      method: 'get',
      path: '/api/drafting/{id}/comment-table',
      summary: 'The commenting table as a file that the import reads back without a change',
      permission: 'standard:read-all',
      query: tableQuery,
      params: idParams,
      response: z.void(),
      files: Object.values(TYPE_OF),
      problems: ['not-found'],
      handle: async ({ params, query: { format, headers }, actor, response }) => {
        const file = await commentTable(deps, actor, params.id, { format, headers })
        response.attachment(`comments.${format}`).set('Content-Type', format === 'csv' || format === 'yaml' ? `${TYPE_OF[format]}; charset=utf-8` : TYPE_OF[format]).send(file)
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/drafting/{id}/comment-table',
      summary: 'Imports a commenting table (CSV, XLSX, DOCX or YAML, up to 10 MB) and tells of each row what became of it: new comments of members, answers to comments that are there',
      permission: 'comment:answer',
      ...one,
      raw: Object.values(TYPE_OF),
      response: importAnswer,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, actor, request, requestId }) => {
        await findInternal({ prisma }, actor, params.id)
        return importTable(deps, actor, params.id, await readTable(formatOf(request.is(Object.values(TYPE_OF)) || '') ?? 'csv', await whole(request)), requestId)
      },
    }),
  ]
}

/** Throws `too-large` as soon as it is. */
async function whole(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > MOST_BYTES) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function commentTable({ prisma }: DraftingDeps, actor: Actor, id: string, { format, headers }: { format: Format; headers: 'zh' | 'iso' }): Promise<Buffer> {
  const { title } = await findInternal({ prisma }, actor, id)
  const comments = (await confirmedComments(prisma, id)).map(toComment)
  return writeTable(format, toRows(comments, headers), `${title} ${headers === 'zh' ? '意见汇总处理表' : 'Comments and secretariat observations'}`)
}

async function presented({ prisma }: DraftingDeps, row: DraftComment): Promise<CommentAnswer> {
  const [listed] = await withStanding(prisma, [row], await newestDraft(prisma, row.projectId))
  return present(listed!)
}

const present = ({ row, standing }: ListedComment): CommentAnswer => {
  const { id, number, body, clause, element, original, proposed, reason, reply, version } = row
  return { id, number, body, clause, element, original, proposed, reason, reply, version, type: row.type as CommentType, disposition: row.disposition as Disposition | '', answeredAt: row.answeredAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString(), standing: standing && placeOf(standing) }
}

const placeOf = ({ outcome, clause, reason, confidence }: Standing) => ({ outcome, clause, reason, confidence })
