// The one validated environment: the only reader of process.env besides the roots that pass it in.
import { z } from 'zod'
import { defaultDirectory } from '../prisma/directory.ts'

const onOff = z.enum(['on', 'off'])

/** One line of doc a key; `.env.example` is held to these keys by a test. */
export const SCHEMA = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all'),
  TRUST_PROXY: z.string().regex(/^[\w.:/, ]+$/, 'addresses or networks, separated by commas').default('loopback').describe('Proxies whose X-Forwarded-For is believed: loopback, or addresses and networks'),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional().describe('Address under which people reach the site, for permanent links'),
  CONTENT_DIR: z.string().default('content').describe('Folder of the Markdown content'),
  DATA_DIR: z.string().optional().describe('Folder for the embedded database and index; ./data, as root /var/lib/trade-secret-registry'),
  DATABASE_URL: z.string().optional().describe('A PostgreSQL server; without it the embedded one is used'),
  DATABASE_OWNER_URL: z.string().optional().describe('Address of the role that owns the tables, for migrations; the role of DATABASE_URL then cannot alter the audit trail'),
  MEILI_URL: z.url({ protocol: /^https?$/ }).optional().describe('A Meilisearch server; without it the embedded engine is used'),
  MEILI_SEARCH_KEY: z.string().optional().describe('Key with which the server searches'),
  MEILI_ADMIN_KEY: z.string().optional().describe('Key with which the index is written'),
  WATCH: onOff.default('on').describe('Index again when a content file is saved'),
  REFRESH_CRON: z.string().trim().regex(/^[\d*/,-]+( [\w*/,-]+){4}$/, 'five fields, such as */15 * * * *').default('*/15 * * * *').describe('When to read all content again (cron, Asia/Shanghai)'),
  AUTH_SECRET: z.string().min(32, 'at least 32 characters; make one: openssl rand -base64 48').optional().describe('Signs cookies and forms, encrypts second factors; needed in production'),
  SEALING_KEYS: z.string().optional().describe('Keys of sealed fields, id:base64 and more after commas, the first seals; needed in production'),
  ADMIN_EMAIL: z.email().optional().describe('First administrator; without it one is made and told at the first start'),
  ADMIN_PASSWORD: z.string().min(12).max(128).optional().describe('Password of the first administrator'),
  BOOTSTRAP_API_KEY: z.string().min(32).max(512).optional().describe('Accepted as an administrator’s key from the first start, until it is revoked'),
  SEED: onOff.default('on').describe('Put clearly fictional experts into an empty roster, to try the service with'),
  REQUIRE_2FA: onOff.default('off').describe('Officers and administrators act only when signed in with a second factor'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional().describe('Mail server; without it mails are written to DATA_DIR/mail'),
  MAIL_FROM: z.string().default('no-reply@localhost').describe('Sender of mails'),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional().describe('Government identity provider (OpenID Connect); people can sign in with it'),
  OIDC_CLIENT_ID: z.string().optional().describe('Our name at the identity provider'),
  OIDC_CLIENT_SECRET: z.string().optional().describe('Our secret at the identity provider'),
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(600).describe('Requests a minute from one address, in each process'),
  KEY_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(1200).describe('Requests a minute with one API key, unless it has a limit of its own'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('How much to log'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development').describe('production sends HSTS and shows no details'),
})

export interface Environment {
  server: { port: number; host: string; trustProxy: string; baseUrl: string | undefined; production: boolean }
  content: { directory: string; watch: boolean; refreshCron: string }
  data: { directory: string }
  database: { url: string | undefined; ownerUrl: string | undefined }
  meilisearch: { url: string | undefined; searchKey: string | undefined; adminKey: string | undefined }
  /** Secrets that are missing: made and kept in the data directory, in development only. */
  secrets: { auth: string | undefined; sealing: string | undefined }
  accounts: { admin: { email: string; password: string | undefined } | null; bootstrapKey: string | undefined; requireSecondFactor: boolean; oidc: { issuer: string; clientId: string; clientSecret: string; scopes: string[] } | null }
  mail: { smtpUrl: string | undefined; from: string }
  seed: boolean
  limits: { perAddress: number; perKey: number }
  log: { level: string }
}

export class EnvironmentInvalid extends Error {}

/** Frozen; throws EnvironmentInvalid with all problems at once. Empty values count as absent. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = SCHEMA.safeParse(given)
  if (!parsed.success) throw new EnvironmentInvalid(`The settings need correcting (see .env.example):\n${parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`)
  const { data } = parsed
  const problems = together(data)
  if (problems.length) throw new EnvironmentInvalid(`The settings need correcting (see .env.example):\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  return Object.freeze({
    server: Object.freeze({ port: data.PORT, host: data.HOST, trustProxy: data.TRUST_PROXY, baseUrl: data.BASE_URL?.replace(/\/+$/, ''), production: data.NODE_ENV === 'production' }),
    content: Object.freeze({ directory: data.CONTENT_DIR, watch: data.WATCH === 'on', refreshCron: data.REFRESH_CRON }),
    data: Object.freeze({ directory: defaultDirectory({ ...(data.DATA_DIR && { dataDir: data.DATA_DIR }), isRoot: process.getuid?.() === 0 }) }),
    database: Object.freeze({ url: data.DATABASE_URL, ownerUrl: data.DATABASE_OWNER_URL }),
    meilisearch: Object.freeze({ url: data.MEILI_URL, searchKey: data.MEILI_SEARCH_KEY, adminKey: data.MEILI_ADMIN_KEY }),
    secrets: Object.freeze({ auth: data.AUTH_SECRET, sealing: data.SEALING_KEYS }),
    accounts: Object.freeze({
      admin: data.ADMIN_EMAIL ? { email: data.ADMIN_EMAIL.toLowerCase(), password: data.ADMIN_PASSWORD } : null,
      bootstrapKey: data.BOOTSTRAP_API_KEY,
      requireSecondFactor: data.REQUIRE_2FA === 'on',
      oidc: data.OIDC_ISSUER ? { issuer: data.OIDC_ISSUER, clientId: data.OIDC_CLIENT_ID!, clientSecret: data.OIDC_CLIENT_SECRET!, scopes: ['openid', 'profile', 'email'] } : null,
    }),
    mail: Object.freeze({ smtpUrl: data.SMTP_URL, from: data.MAIL_FROM }),
    seed: data.SEED === 'on',
    limits: Object.freeze({ perAddress: data.REQUESTS_PER_MINUTE, perKey: data.KEY_REQUESTS_PER_MINUTE }),
    log: Object.freeze({ level: data.LOG_LEVEL }),
  })
}

/** What one setting asks of another. */
function together(data: z.output<typeof SCHEMA>): string[] {
  const problems: string[] = []
  if (data.OIDC_ISSUER && !(data.OIDC_CLIENT_ID && data.OIDC_CLIENT_SECRET)) problems.push('OIDC_ISSUER: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET with it')
  if (data.ADMIN_PASSWORD && !data.ADMIN_EMAIL) problems.push('ADMIN_PASSWORD: set ADMIN_EMAIL with it')
  if (data.NODE_ENV !== 'production') return problems
  for (const name of ['AUTH_SECRET', 'SEALING_KEYS', 'BASE_URL'] as const) if (!data[name]) problems.push(`${name}: needed in production`)
  return problems
}
