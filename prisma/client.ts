// The only door to the generated Prisma client: opens the database, migrated and ready.
import { PrismaPg } from '@prisma/adapter-pg'
import { startEmbedded } from './embedded.ts'
import { PrismaClient } from './generated/client.ts'
import { migrate } from './migrate.ts'

export { JobState, OutboxAction, Prisma, PrismaClient } from './generated/client.ts'
export type { DocumentAddress, JobRun, Outbox, QueryLog } from './generated/client.ts'

export interface Database {
  prisma: PrismaClient
  /** Connection string of the same database, for `withAdvisoryLock` and raw `pg`. */
  url: string
  /** Ends every connection; stops the embedded server if nobody else uses it. Await it before the process ends. */
  close: () => Promise<void>
}

export interface OpenOptions {
  /** A PostgreSQL server, without a transaction pooler between; without it the embedded one in `directory` is used. */
  url?: string | undefined
  /** The service's data directory, see `defaultDirectory`. */
  directory: string
  /** Connections of this process, 10 by default. */
  poolSize?: number
  /** Told in a sentence when the embedded server or a connection is lost, and when the server is back. */
  report?: (message: string) => void
}

/** Opens and migrates the database. Throws an Error whose message says what to do. */
export async function openDatabase({ url, directory, poolSize, report = () => {} }: OpenOptions): Promise<Database> {
  if (url) refuseUnusable(url)
  const server = url ? undefined : await startEmbedded({ directory, report })
  const connectionString = url || server!.url()
  try {
    await migrate(connectionString)
    const prisma = connectPrisma(connectionString, { poolSize, report })
    const close = async (): Promise<void> => {
      await prisma.$disconnect()
      await server?.stop()
    }
    return { prisma, url: connectionString, close }
  } catch (error) {
    await server?.stop()
    throw error
  }
}

/** The message never shows the address, which may hold a password. */
function refuseUnusable(url: string): void {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Error('DATABASE_URL is not of the form postgresql://user:password@host:5432/database')
  }
  const schema = new URL(url).searchParams.get('schema') ?? 'public'
  if (schema !== 'public') throw new Error(`DATABASE_URL asks for schema ${schema}: use a database of its own instead`)
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
