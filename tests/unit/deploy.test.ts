// The files of .deploy: they set only what the service knows, pin what they start, hold no secret, and give no more rights than needed.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { SCHEMA } from '../../server/env.ts'
import { testDatabase } from '../support/database.ts'

interface Service {
  image: string
  user?: string
  read_only?: boolean
  privileged?: boolean
  cap_drop?: string[]
  cap_add?: string[]
  security_opt?: string[]
  tmpfs?: string[]
  ports?: string[]
  networks: string[]
  env_file?: string
  environment?: Record<string, string>
  healthcheck?: { test?: string[]; disable?: boolean }
  depends_on?: Record<string, { condition: string }>
}

const read = (name: string): string => readFileSync(join('.deploy', name), 'utf8')
const compose = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service>; networks: Record<string, { internal?: boolean }>; volumes: Record<string, unknown> }
const services = Object.entries(compose.services)
const registry = compose.services.registry!
const dockerfile = read('Dockerfile')
const unit = read('trade-secret-registry.service')

/** `A=1 B=2` of every line that starts with the word. */
const settings = (text: string, word: RegExp): string[] => [...text.matchAll(word)].flatMap(([, rest]) => [...rest!.matchAll(/([A-Z][A-Z_]*)=/g)].map(([, name]) => name!))
const SECRET = /PASSWORD|SECRET|TOKEN|_KEY\b|MASTER|DATABASE_URL/

/** What secrets.sh needs; the rest of the files is looked at without it. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
cpSync('.deploy/secrets.sh', join(folder, 'secrets.sh'))
const writeSecrets = (): string => execFileSync('sh', [join(folder, 'secrets.sh'), 'https://registry.example.gov.cn'], { encoding: 'utf8', stdio: 'pipe' })
const written = hasOpenssl ? writeSecrets() : ''
const env = (name: string): Record<string, string> => Object.fromEntries(readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))

describe('settings', () => {
  test.each([
    ['Dockerfile', settings(dockerfile, /^ENV (.*)$/gm)],
    ['trade-secret-registry.service', settings(unit, /^Environment=(.*)$/gm)],
    ['compose.yaml', Object.keys(registry.environment ?? {})],
    ...(hasOpenssl ? [['registry.env of secrets.sh', Object.keys(env('registry.env'))]] : []),
  ] as [string, string[]][])('of %s are ones that the service reads', (_, names) => {
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !Object.hasOwn(SCHEMA.shape, name))).toEqual([])
  })

  test('have values that the service accepts', () => {
    const given = Object.fromEntries([...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, rest]) => rest!.split(' ').map((pair) => pair.split('='))))
    expect(SCHEMA.safeParse({ ...given, ...registry.environment, ...(hasOpenssl && env('registry.env')) }).error).toBeUndefined()
  })

  test('of the unit and the image put data where only the account of the service writes', () => {
    expect(unit).toContain('DATA_DIR=/var/lib/trade-secret-registry')
    expect(unit).toMatch(/^StateDirectory=trade-secret-registry$/m)
    expect(dockerfile).toMatch(/^VOLUME \/var\/lib\/trade-secret-registry$/m)
  })
})

describe('images', () => {
  const images = [...services.map(([, { image }]) => image), ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!)]

  test.each([...new Set(images)])('%s is pinned', (image) => {
    expect(image).toMatch(/^[\w./-]+:v?\d+[\w.-]*$/)
    expect(image).not.toMatch(/latest|alpine/)
  })

  test('of other projects are pinned to a release', () => {
    const foreign = services.map(([, { image }]) => image).filter((image) => !image.startsWith('trade-secret-registry:'))
    expect(foreign.length).toBeGreaterThan(1)
    expect(foreign.filter((image) => !/:v?\d+\.\d+(\.\d+)?(-\w+)?$/.test(image))).toEqual([])
    expect(compose.services.postgres!.image).toMatch(/^postgres:17\./)
    expect(compose.services.meilisearch!.image).toMatch(/:v1\.50\./)
  })

  test('of the service bear its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(registry.image).toBe(`trade-secret-registry:${version}`)
  })
})

describe('rights', () => {
  test('of the container are those of an ordinary account', () => {
    const users = [...dockerfile.matchAll(/^USER (\S+)$/gm)].map(([, user]) => user!)
    expect(users).toEqual(['10001:10001'])
    expect(registry.user).toBe(users[0])
    expect(dockerfile.indexOf('\nUSER')).toBeLessThan(dockerfile.indexOf('\nCMD'))
    expect(dockerfile).toContain('useradd --system --uid 10001')
  })

  test.each(services)('of %s: nothing written but volumes, no capability, no new rights', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect([service.cap_add, service.privileged]).toEqual([undefined, undefined])
    expect(service.tmpfs?.every((mount) => /size=\d+m/.test(mount))).toBe(true)
  })

  test('of the unit are those of an account of its own, and PostgreSQL is stopped by the service', () => {
    expect(unit).toMatch(/^User=trade-secret-registry$/m)
    for (const line of ['KillMode=mixed', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'ProtectSystem=strict', 'ProtectHome=yes', 'PrivateTmp=yes']) expect(unit.split('\n')).toContain(line)
  })
})

describe('the network', () => {
  test('shows the service alone, on the machine itself', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['registry'])
    expect(registry.ports).toEqual(['127.0.0.1:3000:3000'])
  })

  test('of database and engine leads nowhere else', () => {
    for (const [name, { networks }] of services) if (name !== 'registry') expect(networks).toEqual(['back'])
    expect(compose.networks.back).toEqual({ internal: true })
  })

  test('reaches /metrics from the machine itself only', () => {
    const nginx = read('nginx.conf')
    const rule = /location ~\* (\S*metrics\S*) \{\s+return 404;/.exec(nginx)?.[1]
    expect(rule).toBeDefined()
    for (const path of ['/metrics', '/metrics/', '/METRICS', '/Metrics/']) expect(new RegExp(rule!, 'i').test(path)).toBe(true)
    expect(nginx.match(/proxy_pass/g)).toHaveLength(1)
  })
})

describe('health', () => {
  test('is asked of every lasting service, and waited for', () => {
    for (const name of ['postgres', 'meilisearch']) expect(compose.services[name]!.healthcheck?.test?.[0]).toBe('CMD')
    expect(Object.values(registry.depends_on!).map(({ condition }) => condition)).toEqual(['service_healthy', 'service_healthy', 'service_completed_successfully'])
  })

  test('of the image is that of /healthz, and the signal to stop reaches the service itself', () => {
    expect(dockerfile).toMatch(/^HEALTHCHECK [^\n]*\\\n\s+CMD \["node", "-e", .*\/healthz/m)
    expect(dockerfile).toMatch(/^CMD \["node", "--heap-growing-percent=10", "--max-semi-space-size=4", "--import", "tsx", "server\/main\.ts"\]$/m)
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node --heap-growing-percent=10 --max-semi-space-size=4 --import tsx server\/main\.ts$/m)
  })
})

describe('the health check of the image', () => {
  const command = JSON.parse(/^HEALTHCHECK [^\n]*\\\n\s+CMD (\[.*\])$/m.exec(dockerfile)![1]!) as string[]
  const run = (port: number): Promise<number | null> =>
    new Promise((resolve) => spawn(process.execPath, command.slice(1), { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' }).once('exit', resolve))

  test.each([
    [200, 0],
    [503, 1],
    [302, 1],
  ])('ends, where /healthz answers %i, with %i', async (status, code) => {
    const asked: string[] = []
    const server = createServer(({ url = '' }, response) => {
      asked.push(url)
      response.writeHead(url === '/healthz' ? status : 404, { location: '/elsewhere' }).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await run(port)).toBe(code)
    expect(asked[0]).toBe('/healthz')
    server.close()
    await once(server, 'close')
    expect(await run(port)).toBe(1)
  })
})

describe('secrets', () => {
  test('are in no file', () => {
    const names = readdirSync('.deploy').filter((name) => !name.endsWith('.env'))
    expect(names).toContain('compose.yaml')
    const given = names.filter((name) => !name.endsWith('.sh')).flatMap((name) => read(name).split('\n').filter((line) => new RegExp(`(${SECRET.source})\\w*["']?\\s*[=:]\\s*\\S`).test(line)).map((line) => `${name}: ${line}`))
    expect(given).toEqual([])
    for (const name of names) expect(read(name)).not.toMatch(/\b[0-9a-f]{32,}\b|:\/\/[^/\s:]+:[^%@\s]+@/)
  })

  test('come from files that git and the image leave out', () => {
    const files = services.flatMap(([, { env_file }]) => env_file ?? [])
    expect(new Set(files)).toEqual(new Set(['registry.env', 'postgres.env', 'meilisearch.env']))
    expect(read('.gitignore').split('\n')).toContain('*.env')
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['*', '**/.env', '**/*.env']))
    expect(ignored).not.toContain('!.deploy')
  })

  test.skipIf(!hasOpenssl)('are made at random, each service knows its own, and nobody else may read them', () => {
    expect(written).not.toMatch(/[0-9a-f]{32}/)
    expect(Object.keys(env('postgres.env'))).toEqual(['POSTGRES_PASSWORD', 'SERVICE_PASSWORD'])
    expect(Object.keys(env('meilisearch.env'))).toEqual(['MEILI_MASTER_KEY', 'SEARCH_UID', 'ADMIN_UID'])
    const { POSTGRES_PASSWORD: ownerPassword = '', SERVICE_PASSWORD: servicePassword = '' } = env('postgres.env')
    for (const password of [ownerPassword, servicePassword]) expect(password).toMatch(/^[0-9a-f]{64}$/)
    expect(servicePassword).not.toBe(ownerPassword)
    expect(new URL(env('registry.env').DATABASE_URL!).password).toBe(servicePassword)
    expect(new URL(env('registry.env').DATABASE_OWNER_URL!).password).toBe(ownerPassword)
    const keys = [env('registry.env').MEILI_SEARCH_KEY, env('registry.env').MEILI_ADMIN_KEY, env('meilisearch.env').MEILI_MASTER_KEY]
    expect(new Set(keys).size).toBe(3)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/)
    for (const name of ['postgres.env', 'meilisearch.env', 'registry.env']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test.skipIf(!hasOpenssl)('are never written over', () => {
    const before = env('registry.env')
    expect(writeSecrets).toThrow(/exists already/)
    expect(env('registry.env')).toEqual(before)
  })
})

describe('the database', () => {
  const role = /CREATE ROLE (\w+) ([A-Z ]+) PASSWORD :'password';/.exec(read('service-role.sh'))

  test('has a role for the service that may do nothing by itself, made by PostgreSQL when it makes its data', () => {
    expect(role?.[2]).toBe('LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE')
    expect((compose.services.postgres as { volumes?: unknown[] }).volumes).toContainEqual({ type: 'bind', source: 'service-role.sh', target: '/docker-entrypoint-initdb.d/service-role.sh', read_only: true })
  })

  test.skipIf(spawnSync('psql', ['--version']).status !== 0)('gets that role from the script, whatever signs its password has', async () => {
    const { ownerUrl } = await testDatabase({ migrated: false })
    const { hostname, port, username, password, pathname, searchParams } = new URL(ownerUrl)
    const name = `service_${process.pid}`
    const connection = { PGHOST: searchParams.get('host') ?? hostname, PGPORT: port || (searchParams.get('port') ?? ''), PGPASSWORD: password }
    const run = (program: string, args: string[], more: Record<string, string>) => spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...connection, ...more } })
    const script = read('service-role.sh').replaceAll('registry_service', name)
    const made = run('sh', ['-c', script], { POSTGRES_USER: decodeURIComponent(username), POSTGRES_DB: pathname.slice(1), SERVICE_PASSWORD: `it's "$5" \\` })
    expect([made.status, made.stderr]).toEqual([0, ''])
    const query = (sql: string) => run('psql', ['--no-psqlrc', '-tA', '-U', decodeURIComponent(username), '-d', pathname.slice(1), '-c', sql], {}).stdout.trim()
    expect(query(`SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolpassword IS NOT NULL FROM pg_authid WHERE rolname = '${name}'`)).toBe('t|f|f|f|t')
    expect(query(`DROP ROLE ${name}`)).toBe('DROP ROLE')
  })

  test.skipIf(!hasOpenssl)('is reached under that role, and migrated under the one that owns the tables; the addresses differ in nothing else', () => {
    const [service, owner] = [new URL(env('registry.env').DATABASE_URL!), new URL(env('registry.env').DATABASE_OWNER_URL!)]
    const { POSTGRES_USER, POSTGRES_DB } = compose.services.postgres!.environment!
    expect([service.username, owner.username]).toEqual([role?.[1], POSTGRES_USER])
    for (const { host, pathname } of [service, owner]) expect([host, pathname]).toEqual(['postgres:5432', `/${POSTGRES_DB}`])
  })
})

test('the image is made of files that there are, and of all that the service reads', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names]) => names!.split(' '))
  const admitted = readFileSync('.dockerignore', 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  expect(copied.toSorted()).toEqual(admitted.toSorted())
  const present = readdirSync('.')
  expect(copied.filter((name) => !present.includes(name))).toEqual([])
})
