// Keys: who may make which, how long they live, how they end, and that their text is nowhere in the database.
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ROLES, SCOPES, VISITOR, type Actor, type Role, type Scope } from '../../../server/access/access.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn } from '../../../server/errors.ts'
import { actorOfKey, authenticateKey, createKeyCache, FRESH_MS, REFUSALS, type KeyActor } from '../../../server/keys/authenticate.ts'
import { hashKey, isWellFormed, mintKey } from '../../../server/keys/key-text.ts'
import { createKey, ensureBootstrapKey, findKey, listKeys, MOST_LIVE_KEYS, revokeKey, scopesFor } from '../../../server/keys/keys.ts'
import { mintId } from '../../../indexer/index.ts'
import type { PrismaClient } from '../../../prisma/client.ts'
import { testDatabase } from '../../support/database.ts'

let prisma: PrismaClient
let time: number
const now = () => time
const DAY = 86_400_000
const SECRET = 'operator secret of more than 32 characters'.replaceAll(' ', '-')

beforeAll(async () => {
  ;({ prisma } = await testDatabase())
})
beforeEach(() => {
  time = Date.UTC(2026, 10, 24)
})

/** A person in the database with roles, as their session would bring them. */
async function person(...roles: (Role | [Role, string])[]): Promise<Actor> {
  const id = mintId()
  const grants = roles.map((role) => (typeof role === 'string' ? { role, organisationId: null } : { role: role[0], organisationId: role[1] }))
  await prisma.user.create({ data: { id, name: '甲', email: `${id}@example.com`, roles: { create: grants.map((grant) => ({ id: mintId(), ...grant })) } } })
  return { ...VISITOR, kind: 'person', id, userId: id, grants, sessionId: `session of ${id}` }
}
async function organisation(): Promise<string> {
  const id = mintId()
  await prisma.organisation.create({ data: { id, name: `单位${id}`, kind: 'BUREAU', confirmedAt: new Date(), uscc: id.padEnd(18, 'X') } })
  return id
}
const key = (actor: Actor, changes: Partial<Parameters<typeof createKey>[2]> = {}) => createKey({ prisma, now }, actor, { name: '官网检索', scopes: ['read:public'], ...changes })
const issuesOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => [],
    (error: unknown) => {
      if (error instanceof InvalidInput) return error.issues.map(({ pointer }) => pointer)
      throw error
    },
  )

describe('the text of a key', () => {
  test('is 65 characters with the id in front, and no two are alike', () => {
    const keys = new Set(Array.from({ length: 200 }, () => mintKey('bcdfghjkmn')))
    expect(keys.size).toBe(200)
    for (const text of keys) expect(text).toMatch(/^tsr_bcdfghjkmn_[\w-]{43}_[\w-]{6}$/)
  })

  test('a mistake in any one place is found, and so is a missing or an extra character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 64 }), fc.constantFrom('a', 'b', 'Z', '0', '9', '_', '-', '+', ' '), (place, other) => {
        const text = mintKey(mintId())
        expect(isWellFormed(text)).toBe(true)
        expect(isWellFormed(text.slice(0, place) + other + text.slice(place + 1))).toBe(text[place] === other)
        expect(isWellFormed(text.slice(0, -1))).toBe(false)
        expect(isWellFormed(text + other)).toBe(false)
      }),
    )
  })

  test.each([
    ['x'.repeat(31), false],
    ['x'.repeat(32), true],
    ['x'.repeat(512), true],
    ['x'.repeat(513), false],
    [`with spaces ${'x'.repeat(32)}`, false],
    [`密钥${'x'.repeat(32)}`, false],
    [`tsr_${'x'.repeat(32)}`, false],
  ])('other text: %j may be a key: %s', (text, expected) => expect(isWellFormed(text)).toBe(expected))

  test('is stored as SHA-256', () => expect(hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'))
})

describe('scopesFor', () => {
  const cases: [Role[], Scope[]][] = [
    [[], ['read:public', 'read:standards']],
    [['enterprise'], ['read:public', 'read:standards']],
    [['expert'], ['read:public', 'read:standards']],
    [['auditor'], ['read:public', 'read:standards']],
    [['association_editor'], ['read:public', 'read:standards', 'write:drafts']],
    [['association_secretary'], ['read:public', 'read:standards', 'write:drafts']],
    [['bureau_officer'], ['read:public', 'read:standards', 'match']],
    [['bureau_reviewer'], ['read:public', 'read:standards', 'match']],
    [['bureau_leader', 'association_editor'], ['read:public', 'read:standards', 'write:drafts', 'match']],
    [['admin'], [...SCOPES]],
  ]
  test.each(cases)('%j may give %j', (roles, scopes) => expect(scopesFor(roles.map((role) => ({ role, organisationId: null })))).toEqual(scopes))

  test('the admin scope is for administrators only, whatever other roles are held', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), (roles) => {
        expect(scopesFor(roles.map((role) => ({ role, organisationId: null }))).includes('admin')).toBe(roles.includes('admin'))
      }),
    )
  })
})

describe('createKey', () => {
  test('the key works, acts as its owner with the owner’s roles and its own scopes', async () => {
    const bureau = await organisation()
    const owner = await person(['bureau_officer', bureau])
    const made = await key(owner, { scopes: ['match', 'read:public', 'match'] })
    expect(made).toMatchObject({ name: '官网检索', prefix: `tsr_${made.id}`, scopes: ['read:public', 'match'], ownerId: owner.id, state: 'live', revokedAt: null, lastUsedAt: null, perMinute: null })
    expect(made.key.startsWith(`${made.prefix}_`)).toBe(true)
    expect(await authenticateKey({ prisma, now }, made.key)).toEqual({ kind: 'key', id: made.id, userId: owner.id, grants: [{ role: 'bureau_officer', organisationId: bureau }], scopes: ['read:public', 'match'], secondFactor: false, sessionId: made.id, perMinute: null })
  })

  test('no table holds the text of a key, its secret part or the operator’s secret', async () => {
    const made = await key(await person())
    await ensureBootstrapKey({ prisma, now }, SECRET)
    const tables = await prisma.$queryRaw<{ name: string }[]>`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
    const dumps = await Promise.all(tables.map(({ name }) => prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" t`)))
    const everything = dumps.flat().map(({ row }) => row).join('\n')
    expect(tables.length).toBeGreaterThan(15)
    expect(everything).toContain(made.prefix)
    expect(everything).toContain(hashKey(made.key))
    expect(everything).not.toContain(made.key.split('_').slice(2).join('_').slice(0, 43))
    expect(everything).not.toContain(SECRET)
  })

  test('making it is in the audit trail, without its name or text', async () => {
    const owner = await person()
    const made = await createKey({ prisma, now }, owner, { name: '王某的电脑', scopes: ['read:public'] }, { requestId: 'r-1' })
    const entry = await prisma.auditEntry.findFirstOrThrow({ where: { subjectId: made.id } })
    expect(entry).toMatchObject({ action: 'key:create', actorKind: 'person', actorId: owner.id, subjectKind: 'key', outcome: 'DONE', requestId: 'r-1', detail: { scopes: ['read:public'], expiresInDays: 365 } })
    expect(JSON.stringify(entry.detail)).not.toMatch(/王某|tsr_/)
  })

  test.each<[Role[], Scope, boolean]>([
    [[], 'read:standards', true],
    [[], 'write:drafts', false],
    [['association_editor'], 'write:drafts', true],
    [['association_editor'], 'match', false],
    [['bureau_officer'], 'match', true],
    [['bureau_leader'], 'admin', false],
    [['admin'], 'admin', true],
  ])('%j may have a key with %s: %s', async (roles, scope, allowed) => {
    expect(await issuesOf(key(await person(...roles), { scopes: [scope] }))).toEqual(allowed ? [] : ['#/body/scopes'])
  })

  test('what counts are the roles held now, not those of the session', async () => {
    const owner = await person('admin')
    await prisma.roleGrant.updateMany({ where: { userId: owner.id! }, data: { endedAt: new Date() } })
    expect(await issuesOf(key(owner, { scopes: ['admin'] }))).toEqual(['#/body/scopes'])
  })

  test.each<[number, boolean]>([
    [0, false],
    [1, true],
    [730, true],
    [731, false],
    [1.5, false],
  ])('a life of %d days: %s', async (expiresInDays, allowed) => {
    expect(await issuesOf(key(await person(), { expiresInDays }))).toEqual(allowed ? [] : ['#/body/expiresInDays'])
  })

  test('lives 365 days unless asked otherwise', async () => {
    const made = await key(await person())
    expect(Date.parse(made.expiresAt!) - time).toBe(365 * DAY)
  })

  test('all that is wrong is told at once', async () => {
    expect(await issuesOf(key(await person(), { name: ' ', scopes: [], expiresInDays: 0 }))).toEqual(['#/body/name', '#/body/scopes', '#/body/expiresInDays'])
    expect(await issuesOf(key(await person(), { scopes: ['match', 'admin'], organisationId: mintId(), perMinute: 5 }))).toEqual(['#/body/scopes', '#/body/scopes', '#/body/organisationId', '#/body/perMinute'])
  })

  test('twenty live keys and not one more, also when asked for at the same time; ended ones make room', async () => {
    const owner = await person()
    for (let i = 0; i < MOST_LIVE_KEYS - 2; i++) await key(owner)
    await expect(key(owner, { expiresInDays: 1 })).resolves.toMatchObject({ state: 'live' })
    const together = await Promise.allSettled([key(owner), key(owner), key(owner)])
    expect(together.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(key(owner)).rejects.toThrow(Conflict)
    time += DAY - 1
    await expect(key(owner)).rejects.toThrow(Conflict)
    time += 1
    const last = await key(owner)
    await expect(key(owner)).rejects.toThrow(Conflict)
    await revokeKey({ prisma, now }, owner, last.id)
    await expect(key(owner)).resolves.toMatchObject({ state: 'live' })
    await expect(key(await person())).resolves.toMatchObject({ state: 'live' })
  })

  test('a form sent twice makes one key', async () => {
    const owner = await person()
    const id = mintId()
    await createKey({ prisma, now }, owner, { name: '甲', scopes: ['read:public'] }, { id })
    await expect(createKey({ prisma, now }, owner, { name: '甲', scopes: ['read:public'] }, { id })).rejects.toThrow(Conflict)
    expect((await listKeys({ prisma, now }, owner)).total).toBe(1)
  })

  test('for somebody else only an administrator makes one, within the other’s roles', async () => {
    const [owner, admin] = [await person('association_editor'), await person('admin')]
    await expect(key(await person(), { ownerId: owner.id! })).rejects.toThrow(NotAllowed)
    expect(await issuesOf(key(admin, { ownerId: owner.id!, scopes: ['admin'] }))).toEqual(['#/body/scopes'])
    expect(await key(admin, { ownerId: owner.id!, scopes: ['write:drafts'], perMinute: 9 })).toMatchObject({ ownerId: owner.id, perMinute: 9 })
    await expect(key(admin, { ownerId: 'nobody' })).rejects.toThrow(NotFound)
    await prisma.user.update({ where: { id: owner.id! }, data: { suspendedAt: new Date() } })
    await expect(key(admin, { ownerId: owner.id! })).rejects.toThrow(Conflict)
  })

  test('a key of one organisation leaves out what its owner is in others', async () => {
    const [here, there] = [await organisation(), await organisation()]
    const owner = await person(['bureau_officer', here], ['association_editor', there], 'expert')
    const made = await key(owner, { organisationId: here })
    const actor = (await authenticateKey({ prisma, now }, made.key)) as KeyActor
    expect(actor.grants.map(({ role }) => role).toSorted()).toEqual(['bureau_officer', 'expert'])
    expect(await issuesOf(key(await person(['bureau_officer', there]), { organisationId: here }))).toEqual(['#/body/organisationId'])
  })

  test('visitors make none, and a key hands on no scope that it has not', async () => {
    await expect(key(VISITOR)).rejects.toThrow(NotSignedIn)
    const admin = await person('admin')
    const narrow = (await authenticateKey({ prisma, now }, (await key(admin, { scopes: ['read:public'] })).key)) as KeyActor
    await expect(key(narrow)).rejects.toThrow(NotAllowed)
    const wide = (await authenticateKey({ prisma, now }, (await key(admin, { scopes: ['admin', 'read:public'] })).key)) as KeyActor
    expect(await issuesOf(key(wide, { scopes: ['match'] }))).toEqual(['#/body/scopes'])
    expect(await key(wide)).toMatchObject({ ownerId: admin.id })
  })
})

describe('authenticateKey', () => {
  const ask = (text: string) => authenticateKey({ prisma, now }, text)

  test('says why a key is no good', async () => {
    const owner = await person()
    const { key: text, id } = await key(owner)
    expect(await ask(text.slice(0, -1))).toBe('malformed')
    expect(await ask(mintKey(id))).toBe('unknown')
    expect(await ask('x'.repeat(40))).toBe('unknown')
    await prisma.user.update({ where: { id: owner.id! }, data: { suspendedAt: new Date() } })
    expect(await ask(text)).toBe('owner-suspended')
    await prisma.user.update({ where: { id: owner.id! }, data: { erasedAt: new Date() } })
    expect(await ask(text)).toBe('owner-erased')
    await prisma.user.update({ where: { id: owner.id! }, data: { suspendedAt: null, erasedAt: null } })
    expect(await ask(text)).toMatchObject({ id })
    await revokeKey({ prisma, now }, owner, id)
    expect(await ask(text)).toBe('revoked')
    await expect(actorOfKey({ prisma, now }, text)).rejects.toThrow(REFUSALS.revoked)
  })

  test('works until the instant it expires', async () => {
    const { key: text } = await key(await person(), { expiresInDays: 1 })
    time += DAY - 1
    expect(await ask(text)).toMatchObject({ kind: 'key' })
    time += 1
    expect(await ask(text)).toBe('expired')
  })

  test('an ended role is no longer carried', async () => {
    const owner = await person('admin')
    const { key: text } = await key(owner, { scopes: ['admin'] })
    await prisma.roleGrant.updateMany({ where: { userId: owner.id! }, data: { endedAt: new Date() } })
    expect(await ask(text)).toMatchObject({ grants: [] })
  })

  test('with a cache the database is asked once in five seconds, for known and unknown keys alike', async () => {
    const { key: text } = await key(await person())
    let asked = 0
    const watched = prisma.$extends({ query: { apiKey: { findUnique: ({ args, query }) => (asked++, query(args)) } } }) as unknown as PrismaClient
    const cache = createKeyCache({ now })
    const use = (it: string) => authenticateKey({ prisma: watched, cache, now }, it)
    for (const [it, expected] of [[text, { kind: 'key' }], [mintKey(mintId()), 'unknown']] as const) {
      asked = 0
      const answers = await Promise.all([use(it), use(it), use(it)])
      for (const answer of answers) expect(answer).toEqual(typeof expected === 'string' ? expected : expect.objectContaining(expected))
      time += FRESH_MS - 1
      await use(it)
      expect(asked).toBe(1)
      time += 1
      await use(it)
      expect(asked).toBe(2)
    }
    expect(await use('too short')).toBe('malformed')
    expect(asked).toBe(2)
  })

  test('a revoked key ends at once in the process that revoked it, and within five seconds in another', async () => {
    const owner = await person()
    const { key: text, id } = await key(owner)
    const [here, there] = [createKeyCache({ now }), createKeyCache({ now })]
    for (const cache of [here, there]) expect(await authenticateKey({ prisma, cache, now }, text)).toMatchObject({ id })
    await revokeKey({ prisma, cache: here, now }, owner, id)
    expect(await authenticateKey({ prisma, cache: here, now }, text)).toBe('revoked')
    expect(await authenticateKey({ prisma, cache: there, now }, text)).toMatchObject({ id })
    time += FRESH_MS
    expect(await authenticateKey({ prisma, cache: there, now }, text)).toBe('revoked')
  })

  test('an expiry is noticed while the key is cached', async () => {
    const { key: text } = await key(await person(), { expiresInDays: 1 })
    const cache = createKeyCache({ now })
    time += DAY - 1
    expect(await authenticateKey({ prisma, cache, now }, text)).toMatchObject({ kind: 'key' })
    time += 1
    expect(await authenticateKey({ prisma, cache, now }, text)).toBe('expired')
  })

  test('a failure of the database is not kept', async () => {
    const { key: text } = await key(await person())
    const cache = createKeyCache({ now })
    const away = { apiKey: { findUnique: () => Promise.reject(new Error('away')) } } as unknown as PrismaClient
    await expect(authenticateKey({ prisma: away, cache, now }, text)).rejects.toThrow('away')
    expect(await authenticateKey({ prisma, cache, now }, text)).toMatchObject({ kind: 'key' })
  })
})

describe('listKeys, findKey and revokeKey', () => {
  test('everybody sees their own, newest first and by pages; administrators and auditors see those of others', async () => {
    const owner = await person()
    const made = []
    for (const name of ['一', '二', '三']) {
      made.push(await key(owner, { name }))
      time += 1000
    }
    const names = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name)
    expect(names(await listKeys({ prisma, now }, owner))).toEqual(['三', '二', '一'])
    expect(await listKeys({ prisma, now }, owner, { page: 2, size: 2 })).toMatchObject({ total: 3, page: 2, size: 2, items: [{ name: '一' }] })
    for (const role of ['admin', 'auditor'] as const) expect(names(await listKeys({ prisma, now }, await person(role), { ownerId: owner.id }))).toHaveLength(3)
    const other = await person('bureau_leader')
    expect(await listKeys({ prisma, now }, other)).toMatchObject({ total: 0 })
    await expect(listKeys({ prisma, now }, other, { ownerId: owner.id })).rejects.toThrow(NotAllowed)
    await expect(findKey({ prisma, now }, other, made[0]!.id)).rejects.toThrow(NotAllowed)
    expect(Object.keys((await findKey({ prisma, now }, owner, made[0]!.id))).filter((name) => /hash|key/i.test(name))).toEqual([])
  })

  test('only the owner and administrators revoke; it is audited once; again changes nothing', async () => {
    const owner = await person()
    const { id } = await key(owner)
    await expect(revokeKey({ prisma, now }, await person('auditor', 'bureau_leader'), id)).rejects.toThrow(NotAllowed)
    const admin = await person('admin')
    const revoked = await revokeKey({ prisma, now }, admin, id)
    expect(revoked).toMatchObject({ state: 'revoked', revokedAt: new Date(time).toISOString() })
    time += 1000
    expect(await revokeKey({ prisma, now }, owner, id)).toEqual(revoked)
    expect(await prisma.auditEntry.findMany({ where: { subjectId: id, action: 'key:revoke' } })).toMatchObject([{ actorId: admin.id, outcome: 'DONE' }])
    for (const unknown of [mintId(), 'a\0b', '']) await expect(revokeKey({ prisma, now }, admin, unknown)).rejects.toThrow(NotFound)
  })
})

describe('ensureBootstrapKey', () => {
  let database: PrismaClient
  beforeEach(async () => {
    database = (await testDatabase()).prisma
  })
  const start = (secret = SECRET) => ensureBootstrapKey({ prisma: database, now }, secret)
  const ask = (text: string) => authenticateKey({ prisma: database, now }, text)

  test('acts as an administrator with every scope and without an end, however often the service starts', async () => {
    expect([await start(), await start()]).toEqual(['made', 'present'])
    time += 10_000 * DAY
    expect(await ask(SECRET)).toMatchObject({ kind: 'key', userId: null, grants: [{ role: 'admin', organisationId: null }], scopes: SCOPES })
    expect(await database.auditEntry.findMany()).toMatchObject([{ actorKind: 'system', action: 'key:create' }])
  })

  test('several processes starting at once make one', async () => {
    const all = await Promise.all([start(), start(), start()])
    expect(all.filter((it) => it === 'made')).toHaveLength(1)
    expect(await database.apiKey.count()).toBe(1)
  })

  test('once revoked it stays revoked, also after a restart', async () => {
    await start()
    const actor = (await ask(SECRET)) as KeyActor
    await revokeKey({ prisma: database, now }, actor, actor.id)
    expect(await ask(SECRET)).toBe('revoked')
    expect(await start()).toBe('revoked')
    expect(await ask(SECRET)).toBe('revoked')
    expect(await database.apiKey.count()).toBe(1)
  })

  test('a new secret ends the old one, and the old does not come back', async () => {
    const next = 'another-secret-with-more-than-32-characters'
    await start()
    expect(await start(next)).toBe('made')
    expect(await ask(SECRET)).toBe('revoked')
    expect(await ask(next)).toMatchObject({ kind: 'key' })
    expect(await start()).toBe('revoked')
  })

  test('makes keys without a person, bound by their scopes, that a change of the secret leaves alone; sees all keys', async () => {
    await start()
    const actor = (await ask(SECRET)) as KeyActor
    const made = await createKey({ prisma: database, now }, actor, { name: '导入', scopes: ['match'], perMinute: 50 })
    expect(await ask(made.key)).toMatchObject({ userId: null, scopes: ['match'], perMinute: 50 })
    expect(await listKeys({ prisma: database, now }, actor)).toMatchObject({ total: 2 })
    await start('another-secret-with-more-than-32-characters')
    expect(await ask(made.key)).toMatchObject({ scopes: ['match'] })
  })

  test.each(['x'.repeat(31), `tsr_${'x'.repeat(40)}`, `a secret with spaces ${'x'.repeat(20)}`])('refuses %j, which no request could ever carry or tell from a key', async (secret) => {
    await expect(start(secret)).rejects.toThrow('BOOTSTRAP_API_KEY')
    expect(await database.apiKey.count()).toBe(0)
  })
})
