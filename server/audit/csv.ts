// The audit trail as a table that spreadsheet programs open correctly and do not run.
import { Readable, type Transform } from 'node:stream'
import { stringify } from 'csv-stringify'
import { canonicalJson } from '../canonical-json.ts'
import type { AuditLine } from './schema.ts'

/** Every field, the hashes too: with them the chain can be checked outside the service. */
export const COLUMNS = {
  seq: '序号',
  at: '时间（UTC）',
  actorKind: '操作者类别',
  actorId: '操作者编号',
  action: '事项',
  subjectKind: '对象类别',
  subjectId: '对象编号',
  outcome: '结果',
  detail: '详情',
  requestId: '请求编号',
  previousHash: '上一条的校验值',
  hash: '校验值',
} as const satisfies Record<keyof AuditLine, string>

/**
 * UTF-8 with a byte order mark, CRLF; text that a spreadsheet would take for a formula stands behind an apostrophe, and
 * all text in quotes, so that a line break inside begins no new cell. Rows are read as they are sent.
 */
export function csvOf(lines: AsyncIterable<AuditLine>): { rows: Readable; csv: Transform } {
  const columns = Object.entries(COLUMNS).map(([key, header]) => ({ key, header }))
  const csv = stringify({ columns, header: true, bom: true, record_delimiter: 'windows', escape_formulas: true, quoted_string: true })
  return { rows: Readable.from(cellsOf(lines)), csv }
}

async function* cellsOf(lines: AsyncIterable<AuditLine>): AsyncGenerator<Record<keyof AuditLine, string | null>> {
  for await (const line of lines) yield { ...line, seq: String(line.seq), detail: canonicalJson(line.detail) }
}
