// The one validated environment: the only reader of process.env besides the roots that pass it in.
import { z } from 'zod'
import { defaultDirectory } from '../prisma/directory.ts'

const onOff = z.enum(['on', 'off'])

/** One line of doc a key; `.env.example` is held to these keys by a test. */
export const SCHEMA = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all'),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional().describe('Address under which people reach the site, for permanent links'),
  CONTENT_DIR: z.string().default('content').describe('Folder of the Markdown content'),
  DATA_DIR: z.string().optional().describe('Folder for the embedded database and index; ./data, as root /var/lib/trade-secret-registry'),
  DATABASE_URL: z.string().optional().describe('A PostgreSQL server; without it the embedded one is used'),
  MEILI_URL: z.url({ protocol: /^https?$/ }).optional().describe('A Meilisearch server; without it the embedded engine is used'),
  MEILI_SEARCH_KEY: z.string().optional().describe('Key with which the server searches'),
  MEILI_ADMIN_KEY: z.string().optional().describe('Key with which the index is written'),
  WATCH: onOff.default('on').describe('Index again when a content file is saved'),
  REFRESH_CRON: z.string().trim().regex(/^[\d*/,-]+( [\w*/,-]+){4}$/, 'five fields, such as */15 * * * *').default('*/15 * * * *').describe('When to read all content again (cron, Asia/Shanghai)'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('How much to log'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development').describe('production sends HSTS and shows no details'),
})

export interface Environment {
  server: { port: number; host: string; baseUrl: string | undefined; production: boolean }
  content: { directory: string; watch: boolean; refreshCron: string }
  data: { directory: string }
  database: { url: string | undefined }
  meilisearch: { url: string | undefined; searchKey: string | undefined; adminKey: string | undefined }
  log: { level: string }
}

export class EnvironmentInvalid extends Error {}

/** Frozen; throws EnvironmentInvalid with all problems at once. Empty values count as absent. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = SCHEMA.safeParse(given)
  if (!parsed.success) throw new EnvironmentInvalid(`The settings need correcting (see .env.example):\n${parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`)
  const { data } = parsed
  return Object.freeze({
    server: Object.freeze({ port: data.PORT, host: data.HOST, baseUrl: data.BASE_URL?.replace(/\/+$/, ''), production: data.NODE_ENV === 'production' }),
    content: Object.freeze({ directory: data.CONTENT_DIR, watch: data.WATCH === 'on', refreshCron: data.REFRESH_CRON }),
    data: Object.freeze({ directory: defaultDirectory({ ...(data.DATA_DIR && { dataDir: data.DATA_DIR }), isRoot: process.getuid?.() === 0 }) }),
    database: Object.freeze({ url: data.DATABASE_URL }),
    meilisearch: Object.freeze({ url: data.MEILI_URL, searchKey: data.MEILI_SEARCH_KEY, adminKey: data.MEILI_ADMIN_KEY }),
    log: Object.freeze({ level: data.LOG_LEVEL }),
  })
}
