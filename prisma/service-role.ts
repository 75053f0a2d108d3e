// The rights of the service: it reads and writes rows, but what is in the audit trail it cannot change, nor any table's shape.
import pg from 'pg'

/** The role under which the service uses the embedded server; it has no password, as the socket lets nobody else in. */
export const SERVICE_ROLE = 'registry_service'

/** Those who grant rights in one database go one after the other, or PostgreSQL says "tuple concurrently updated". */
const RIGHTS_LOCK = [0x7067, 2]
const ROWS = 'SELECT, INSERT, UPDATE, DELETE'

/**
 * Makes the role unless the cluster has it: roles belong to all databases of a server, and another process may be making
 * it at the same time. A password is set only when it is made.
 */
export async function ensureServiceRole(ownerUrl: string, { role = SERVICE_ROLE, password }: { role?: string; password?: string } = {}): Promise<void> {
  await connected(ownerUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
    if (rowCount) return
    const secret = password === undefined ? '' : ` PASSWORD ${pg.escapeLiteral(password)}`
    await client.query(`CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE${secret}`).catch(unlessItExists)
  })
}

function unlessItExists(error: Error & { code?: string }): void {
  if (error.code !== '42710' && error.code !== '23505') throw error
}

/**
 * What the role may do in a migrated database, as SQL that the owner of the tables can run any number of times: tables
 * of later migrations are covered too, those of extensions and other owners are left alone.
 */
export function rightsOf(role: string): string {
  const to = pg.escapeIdentifier(role)
  return `GRANT USAGE ON SCHEMA public TO ${to};
REVOKE CREATE ON SCHEMA public FROM ${to};
DO $grant$ DECLARE relation record; BEGIN
  FOR relation IN SELECT oid::regclass AS name, relkind = 'S' AS is_sequence FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND pg_has_role(relowner, 'USAGE') LOOP
    IF relation.is_sequence THEN
      EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', relation.name, ${pg.escapeLiteral(role)});
    ELSE
      EXECUTE format('REVOKE ALL ON %s FROM %I', relation.name, ${pg.escapeLiteral(role)});
      EXECUTE format('GRANT ${ROWS} ON %s TO %I', relation.name, ${pg.escapeLiteral(role)});
    END IF;
  END LOOP;
END $grant$;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${ROWS} ON TABLES TO ${to};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${to};
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM ${to};
REVOKE ALL ON _prisma_migrations FROM ${to};
GRANT SELECT ON _prisma_migrations TO ${to};`
}

/** Gives a role these rights and no others, in one transaction. Throws when it is the tables' owner itself. */
export async function limitRole(ownerUrl: string, role: string): Promise<void> {
  await connected(ownerUrl, async (client) => {
    const { rows } = await client.query<{ owner: string }>('SELECT current_user AS owner')
    if (rows[0]?.owner === role) throw new Error(`DATABASE_URL and DATABASE_OWNER_URL both use the role ${role}: give DATABASE_URL a role of its own, which owns nothing`)
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1, $2)', RIGHTS_LOCK)
    await client.query(rightsOf(role))
    await client.query('COMMIT')
  })
}

/** The role that an address leads to. Throws when both addresses do not lead to the same database. */
export async function roleAt(url: string, ownerUrl: string): Promise<string> {
  const question = `SELECT current_user AS role, (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database,
    pg_postmaster_start_time()::text AS "startedAt"`
  const ask = (address: string) => connected(address, async (client) => (await client.query<{ role: string; database: string; startedAt: string }>(question)).rows[0]!)
  const [service, owner] = [await ask(url), await ask(ownerUrl)]
  if (service.database !== owner.database || service.startedAt !== owner.startedAt) {
    throw new Error('DATABASE_URL and DATABASE_OWNER_URL lead to different databases: they differ in user and password only')
  }
  return service.role
}

/** A Prisma client, or a transaction of one. */
interface Asking {
  $queryRaw<T>(question: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>
}

/**
 * What keeps the audit trail as it is. `rights`: the connection's role may not change it, and triggers refuse it to the
 * owner; `trigger`: the role could take the triggers off; `unprotected`: the triggers are off, or there is no such table.
 */
export async function auditIsProtected(prisma: Asking): Promise<'rights' | 'trigger' | 'unprotected'> {
  // Bits of tgtype: 8 delete, 16 update, 32 truncate. An origin trigger ('O') does not fire for a replica.
  const [found] = await prisma.$queryRaw<{ isRefused: boolean; isPowerless: boolean }[]>`
    SELECT coalesce((SELECT bit_or(tgtype::int) & 56 = 56 FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid = pg_class.oid AND proname = 'refuse_change' AND (tgenabled = 'A' OR tgenabled = 'O' AND current_setting('session_replication_role') <> 'replica')), false) AS "isRefused",
      NOT has_table_privilege(pg_class.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') AND NOT has_any_column_privilege(pg_class.oid, 'UPDATE')
        AND NOT pg_has_role(relowner, 'MEMBER') AS "isPowerless"
    FROM pg_class WHERE oid = to_regclass('audit_entry')`
  if (!found?.isRefused) return 'unprotected'
  return found.isPowerless ? 'rights' : 'trigger'
}

async function connected<T>(connectionString: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 30_000 })
  client.on('error', () => {}) // the query that is under way fails with it
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end() // rolls back what was not committed
  }
}
