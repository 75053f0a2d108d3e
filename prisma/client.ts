// The only door to the generated Prisma client: opens the database, migrated and ready.
import { PrismaPg } from '@prisma/adapter-pg'
import { startEmbedded, type EmbeddedServer } from './embedded.ts'
import { PrismaClient } from './generated/client.ts'
import { migrate } from './migrate.ts'
import { auditIsProtected, ensureServiceRole, limitRole, roleAt, SERVICE_ROLE } from './service-role.ts'

export * from './generated/client.ts'

export interface Database {
  prisma: PrismaClient
  /** Connection string of the same database and the same limited role, for `withAdvisoryLock` and raw `pg`. */
  url: string
  /** Ends every connection; stops the embedded server if nobody else uses it. Await it before the process ends. */
  close: () => Promise<void>
}

export interface OpenOptions {
  /** A PostgreSQL server, without a transaction pooler between; without it the embedded one in `directory` is used. */
  url?: string | undefined
  /** The same database as the owner of its tables, who migrates; the role of `url` then gets the rights of rows only. */
  ownerUrl?: string | undefined
  /** The service's data directory, see `defaultDirectory`. */
  directory: string
  /** Connections of this process, 10 by default. */
  poolSize?: number
  /** Told in a sentence when the embedded server or a connection is lost, when the server is back, and what to set for the audit trail to be safe. */
  report?: (message: string) => void
}

/** Opens and migrates the database. Throws an Error whose message says what to do. */
export async function openDatabase({ url, ownerUrl, directory, poolSize, report = () => {} }: OpenOptions): Promise<Database> {
  if (url) refuseUnusable(url, 'DATABASE_URL')
  if (ownerUrl) refuseUnusable(ownerUrl, 'DATABASE_OWNER_URL')
  if (ownerUrl && !url) throw new Error('DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither for the embedded database')
  const server = url ? undefined : await startEmbedded({ directory, report })
  try {
    const connectionString = server ? await prepareEmbedded(server) : await prepareServer(url!, ownerUrl)
    const prisma = connectPrisma(connectionString, { poolSize, report })
    const close = async (): Promise<void> => {
      await prisma.$disconnect()
      await server?.stop()
    }
    if (!server) await warnUnlessProtected(prisma, report)
    return { prisma, url: connectionString, close }
  } catch (error) {
    await server?.stop()
    throw error
  }
}

async function prepareEmbedded(server: EmbeddedServer): Promise<string> {
  await migrate(server.url())
  await ensureServiceRole(server.url())
  await limitRole(server.url(), SERVICE_ROLE)
  return server.url({ role: SERVICE_ROLE })
}

async function prepareServer(url: string, ownerUrl: string | undefined): Promise<string> {
  const role = ownerUrl && (await roleAt(url, ownerUrl))
  await migrate(ownerUrl || url).catch((error: unknown) => {
    throw isForbidden(error) ? new Error(`${(error as Error).message}: set DATABASE_OWNER_URL to the address of the role that owns the tables`, { cause: error }) : error
  })
  if (role) await limitRole(ownerUrl, role)
  return url
}

/** PostgreSQL's insufficient_privilege, also inside the error that names the migration. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && ((error as { code?: string }).code === '42501' || isForbidden(error.cause))
}

async function warnUnlessProtected(prisma: PrismaClient, report: (message: string) => void): Promise<void> {
  if ((await auditIsProtected(prisma)) === 'rights') return
  report('The audit trail is guarded by triggers alone, which this role can take off: put its address into DATABASE_OWNER_URL and that of a role that owns nothing into DATABASE_URL')
}

/** The message never shows the address, which may hold a password. */
function refuseUnusable(url: string, name: string): void {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Error(`${name} is not of the form postgresql://user:password@host:5432/database`)
  }
  const schema = new URL(url).searchParams.get('schema') ?? 'public'
  if (schema !== 'public') throw new Error(`${name} asks for schema ${schema}: use a database of its own instead`)
}

/** A Prisma client for a database that is migrated already. */
export function connectPrisma(
  connectionString: string,
  { poolSize = 10, report = () => {} }: { poolSize?: number | undefined; report?: (message: string) => void } = {},
): PrismaClient {
  const pool = {
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // adapter-pg drops the offset of a timestamp, so in any other zone every time would be wrong by it
    onConnect: async (client: { query(text: string): Promise<unknown> }) => {
      await client.query("SET TIME ZONE 'UTC'")
    },
  }
  const onPoolError = (error: Error): void => report(`A database connection was lost: ${error.message}`)
  return new PrismaClient({ adapter: new PrismaPg(pool, { onPoolError }) })
}
