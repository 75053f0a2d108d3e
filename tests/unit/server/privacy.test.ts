// Personal data: consents decide what is seen, a person gets everything held about them, and erasure leaves ids only, unless the law keeps the data.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { VISITOR, type Actor, type Grant } from '../../../server/access/access.ts'
import { recordAudit, type Transaction } from '../../../server/audit/audit.ts'
import { queueMail } from '../../../server/mail/mail.ts'
import { AUDIENCES, FIELD_GROUPS, GROUP_NAMES, visibleTo, type GivenConsent } from '../../../server/privacy/consent.ts'
import { eraseAccount, eraseOwnAccount, placeholderEmail } from '../../../server/privacy/erasure.ts'
import { exportOwnData } from '../../../server/privacy/own-data.ts'
import { giveConsent, listConsents, listHolds, placeHold, releaseHold, withdrawConsent, type PrivacyDeps } from '../../../server/privacy/privacy.ts'
import { applyOutbox } from '../../../server/search/outbox.ts'
import { createSealing, saveSealed } from '../../../server/sealing/sealing.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let deps: PrivacyDeps
beforeAll(async () => {
  database = await testDatabase()
  // As the register of experts will do it: the person's document goes from the index in the same transaction.
  deps = { prisma: database.prisma, onConsentChanged: async (tx: Transaction, userId: string) => void (await tx.outbox.create({ data: { action: 'DROP', documentId: userId } })) }
})
beforeEach(() => database.prisma.outbox.deleteMany())

const sealing = createSealing({ keys: new Map([['k1', randomBytes(32)]]), current: 'k1' })
const SENTINEL = '欧阳金丝雀'

let n = 0
async function register({ grants = [] }: { grants?: Grant[] } = {}): Promise<{ id: string; email: string; actor: Actor }> {
  const id = `person${++n}`
  const email = `sentinel_${n}@example.cn`
  await database.prisma.user.create({ data: { id, name: `${SENTINEL}${n}`, email, emailVerified: true, image: 'https://example.cn/face.png', twoFactorEnabled: true } })
  for (const { role, organisationId } of grants) await database.prisma.roleGrant.create({ data: { id: `${id}-${role}`, userId: id, role, organisationId } })
  return { id, email, actor: { ...VISITOR, kind: 'person', id, userId: id, grants, sessionId: `session of ${id}` } }
}
const registerLeader = () => register({ grants: [{ role: 'bureau_leader', organisationId: null }] })
const entriesAbout = (id: string, action: string) => database.prisma.auditEntry.findMany({ where: { subjectId: id, action }, orderBy: { seq: 'asc' } })
const dropped = async () => (await database.prisma.outbox.findMany({ orderBy: { id: 'asc' } })).map(({ documentId }) => documentId)
const failing: PrivacyDeps['onConsentChanged'] = () => Promise.reject(new Error('the index is not told'))

describe('visibleTo', () => {
  const anyConsent: fc.Arbitrary<GivenConsent> = fc.record({
    fieldGroup: fc.constantFrom(...GROUP_NAMES),
    audience: fc.constantFrom(...AUDIENCES),
    version: fc.constantFrom('2026-11', '2025-01'),
    withdrawnAt: fc.option(fc.date({ noInvalidDate: true }), { nil: null }),
  })
  const anyGroup = fc.constantFrom(...GROUP_NAMES)

  test('nothing is seen without a standing consent to that very group and to the words in force', () => {
    fc.assert(
      fc.property(fc.array(anyConsent, { maxLength: 6 }), anyGroup, fc.constantFrom(...AUDIENCES), (consents, group, audience) => {
        const standing = consents.filter((consent) => consent.fieldGroup === group && !consent.withdrawnAt && consent.version === FIELD_GROUPS[group].version)
        const expected = audience === 'BUREAU' ? standing.length > 0 : standing.some((consent) => consent.audience === 'PUBLIC')
        expect(visibleTo(consents, group, audience)).toBe(expected)
      }),
    )
  })

  test('the regulators see whatever everybody sees', () => {
    fc.assert(
      fc.property(fc.array(anyConsent), anyGroup, (consents, group) => {
        if (visibleTo(consents, group, 'PUBLIC')) expect(visibleTo(consents, group, 'BUREAU')).toBe(true)
      }),
    )
  })

  test('withdrawing can only hide', () => {
    fc.assert(
      fc.property(fc.array(anyConsent, { minLength: 1 }), fc.nat(), anyGroup, fc.constantFrom(...AUDIENCES), (consents, i, group, audience) => {
        const after = consents.with(i % consents.length, { ...consents[i % consents.length]!, withdrawnAt: new Date() })
        if (visibleTo(after, group, audience)) expect(visibleTo(consents, group, audience)).toBe(true)
      }),
    )
  })
})

describe('consents', () => {
  test('are given, changed, given again without effect, and withdrawn; every change tells the index and the trail', async () => {
    const { id, actor } = await register()
    const state = async () => (await listConsents(deps, actor)).find(({ group }) => group === 'contact')!
    expect(await state()).toEqual({ group: 'contact', audience: null, version: '2026-11', givenAt: null, outdated: false })
    await giveConsent(deps, actor, { group: 'contact', audience: 'BUREAU' }, 'request-1')
    expect(await state()).toMatchObject({ audience: 'BUREAU', givenAt: expect.any(Date) })
    await giveConsent(deps, actor, { group: 'contact', audience: 'BUREAU' })
    await giveConsent(deps, actor, { group: 'contact', audience: 'PUBLIC' })
    await withdrawConsent(deps, actor, 'contact')
    await withdrawConsent(deps, actor, 'contact')
    expect(await state()).toMatchObject({ audience: null })
    expect(await dropped()).toEqual([id, id, id])
    expect((await entriesAbout(id, 'consent:give')).map(({ detail, requestId }) => ({ detail, requestId }))).toEqual([
      { detail: { group: 'contact', audience: 'BUREAU', version: '2026-11' }, requestId: 'request-1' },
      { detail: { group: 'contact', audience: 'PUBLIC', version: '2026-11' }, requestId: null },
    ])
    expect(await entriesAbout(id, 'consent:withdraw')).toHaveLength(1)
    // Withdrawn, not deleted: what was done meanwhile can be shown to have been lawful (art. 15).
    const rows = await database.prisma.consent.findMany({ where: { userId: id } })
    expect(rows).toHaveLength(2)
    expect(rows.every(({ withdrawnAt }) => withdrawnAt)).toBe(true)
  })

  test('a consent and what it does to the index come about together or not at all', async () => {
    const { id, actor } = await register()
    await expect(giveConsent({ ...deps, onConsentChanged: failing }, actor, { group: 'cases', audience: 'PUBLIC' })).rejects.toThrow('the index is not told')
    expect(await database.prisma.consent.count({ where: { userId: id } })).toBe(0)
    expect(await entriesAbout(id, 'consent:give')).toEqual([])
    await giveConsent(deps, actor, { group: 'cases', audience: 'PUBLIC' })
    await expect(withdrawConsent({ ...deps, onConsentChanged: failing }, actor, 'cases')).rejects.toThrow('the index is not told')
    expect(visibleTo(await database.prisma.consent.findMany({ where: { userId: id } }), 'cases', 'PUBLIC')).toBe(true)
  })

  test('the engine follows a withdrawal with the next run of the outbox', async () => {
    const { id, actor } = await register()
    const held = new Set([id])
    await giveConsent(deps, actor, { group: 'cases', audience: 'PUBLIC' })
    await withdrawConsent(deps, actor, 'cases')
    await applyOutbox({ prisma: database.prisma, engine: { put: async () => {}, drop: async (ids) => ids.forEach((one) => held.delete(one)) }, signal: new AbortController().signal })
    expect([...held]).toEqual([])
  })

  test('a consent to earlier words no longer counts, and the person is told', async () => {
    const { id, actor } = await register()
    await database.prisma.consent.create({ data: { id: 'earlier', userId: id, fieldGroup: 'biography', audience: 'PUBLIC', version: '2025-01' } })
    const biography = async () => (await listConsents(deps, actor)).find(({ group }) => group === 'biography')!
    expect(await biography()).toMatchObject({ audience: null, outdated: true })
    await giveConsent(deps, actor, { group: 'biography', audience: 'PUBLIC' })
    expect(await biography()).toMatchObject({ audience: 'PUBLIC', outdated: false })
  })

  test('given several times at once, one stands', async () => {
    const { id, actor } = await register()
    await Promise.all(AUDIENCES.map((audience) => giveConsent(deps, actor, { group: 'cases', audience })))
    expect(await database.prisma.consent.count({ where: { userId: id, withdrawnAt: null } })).toBe(1)
  })

  test('a visitor is asked to sign in; a key cannot consent for anybody', async () => {
    const { actor } = await register()
    const key: Actor = { ...actor, kind: 'key', scopes: ['admin'] }
    await expect(giveConsent(deps, VISITOR, { group: 'cases', audience: 'PUBLIC' })).rejects.toMatchObject({ code: 'not-signed-in' })
    await expect(giveConsent(deps, key, { group: 'cases', audience: 'PUBLIC' })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(withdrawConsent(deps, key, 'cases')).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

describe('holds', () => {
  test('are placed and released by leaders and administrators only, and stay on record', async () => {
    const [leader, person] = [await registerLeader(), await register()]
    const { id } = await placeHold(deps, leader.actor, { userId: person.id, reason: '案件未结', basis: '行政处罚法第五十四条' })
    await expect(placeHold(deps, person.actor, { userId: person.id, reason: 'x', basis: 'y' })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(releaseHold(deps, person.actor, id)).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await listHolds(deps, leader.actor, person.id)).toMatchObject([{ id, reason: '案件未结', releasedAt: null }])
    expect(await releaseHold(deps, leader.actor, id)).toMatchObject({ id, releasedAt: expect.any(Date) })
    await expect(releaseHold(deps, leader.actor, id)).rejects.toMatchObject({ code: 'conflict' })
    await expect(releaseHold(deps, leader.actor, 'nothing')).rejects.toMatchObject({ code: 'not-found' })
    await expect(placeHold(deps, leader.actor, { userId: 'nobody', reason: 'x', basis: 'y' })).rejects.toMatchObject({ code: 'not-found' })
    expect((await entriesAbout(person.id, 'hold:place'))[0]!.detail).toEqual({ hold: id })
    expect(await entriesAbout(person.id, 'hold:release')).toHaveLength(1)
  })
})

/** Something of the person in every table that can hold any. */
async function furnish({ id, email, actor }: { id: string; email: string; actor: Actor }): Promise<{ secrets: string[] }> {
  const { prisma } = database
  const later = new Date(Date.now() + 86_400_000)
  const organisation = await prisma.organisation.create({ data: { id: `org-${id}`, name: '示例协会', kind: 'ASSOCIATION', uscc: `9${id.padStart(17, '0')}` } })
  const secrets = [`token-${id}`, `argon2-${id}`, `totp-${id}`, `backup-${id}`, `keyhash-${id}`, `invitehash-${id}`, `access-${id}`]
  await prisma.session.create({ data: { id: `s-${id}`, token: secrets[0]!, userId: id, expiresAt: later, ipAddress: '192.0.2.7', userAgent: 'Browser' } })
  await prisma.credential.create({ data: { id: `c-${id}`, accountId: id, providerId: 'credential', userId: id, password: secrets[1]!, accessToken: secrets[6]! } })
  await prisma.twoFactor.create({ data: { id: `t-${id}`, secret: secrets[2]!, backupCodes: secrets[3]!, userId: id } })
  await prisma.roleGrant.create({ data: { id: `g-${id}`, userId: id, role: 'association_editor', organisationId: organisation.id } })
  await prisma.apiKey.create({ data: { id: `k-${id}`, name: `${SENTINEL}的脚本`, prefix: 'tsr_ab', hash: secrets[4]!, scopes: ['read:public'], ownerId: id, usage: { create: { day: new Date(), requests: 3 } } } })
  await prisma.invitation.create({ data: { id: `i-${id}`, organisationId: organisation.id, role: 'association_editor', email, tokenHash: secrets[5]!, invitedById: id, expiresAt: later } })
  await prisma.verification.create({ data: { id: `v-${id}`, identifier: `reset-password:${id}`, value: JSON.stringify({ email }), expiresAt: later } })
  await prisma.rateLimit.create({ data: { key: `sign-in:${email}`, points: 1 } })
  await prisma.$transaction((tx) => queueMail(tx, { to: `${SENTINEL} <${email}>`, subject: '您好', text: `${SENTINEL}，请确认` }))
  await saveSealed(prisma, sealing, { subjectKind: 'account', subjectId: id, field: 'note' }, `${SENTINEL}的封存`)
  await giveConsent(deps, actor, { group: 'contact', audience: 'PUBLIC' })
  await recordAudit(prisma, { actor: { kind: 'key', id: `k-${id}` }, action: 'library:read', subject: { kind: 'document', id: 'd' }, outcome: 'DENIED' })
  return { secrets }
}

async function exported(actor: Actor, withSealing = sealing): Promise<{ text: string; data: Record<string, any> }> { // oxlint-disable-line no-explicit-any
  let text = ''
  for await (const piece of await exportOwnData({ prisma: database.prisma, sealing: withSealing }, actor, 'request-9')) text += piece
  return { text, data: JSON.parse(text) as Record<string, unknown> }
}

describe('exportOwnData', () => {
  test('is one JSON document with everything held about the person, and without a secret or anything of anybody else', async () => {
    const [person, other, admin] = [await register(), await register(), await register({ grants: [{ role: 'admin', organisationId: null }] })]
    const { secrets } = await furnish(person)
    const { secrets: others } = await furnish(other)
    await placeHold(deps, admin.actor, { userId: person.id, reason: '诉讼', basis: '民事诉讼法' })
    const { text, data } = await exported(person.actor)
    expect(data.account).toMatchObject({ id: person.id, email: person.email, name: `${SENTINEL}${person.id.slice(6)}` })
    expect(data.sessions).toMatchObject([{ ipAddress: '192.0.2.7', userAgent: 'Browser' }])
    expect(data.waysToSignIn).toMatchObject([{ providerId: 'credential' }])
    expect(data.secondFactors).toHaveLength(1)
    expect(data.roles).toMatchObject([{ role: 'association_editor', organisation: { name: '示例协会' } }])
    expect(data.consents).toMatchObject([{ fieldGroup: 'contact', audience: 'PUBLIC' }])
    expect(data.holds).toMatchObject([{ reason: '诉讼', basis: '民事诉讼法' }])
    expect(data.keys).toMatchObject([{ prefix: 'tsr_ab', scopes: ['read:public'], usage: [{ requests: 3 }] }])
    expect(data.invitationsReceived).toHaveLength(1)
    expect(data.mailWaiting).toMatchObject([{ subject: '您好' }])
    expect(data.sealed).toMatchObject([{ field: 'note', text: `${SENTINEL}的封存` }])
    expect(data.trail.map(({ action, by }: { action: string; by: string }) => [action, by])).toEqual([['consent:give', 'you'], ['library:read', 'you'], ['hold:place', 'somebody else'], ['account:export', 'you']])
    for (const secret of [...secrets, ...others, other.id, other.email, admin.id]) expect(text).not.toContain(secret)
    expect((await entriesAbout(person.id, 'account:export'))[0]).toMatchObject({ outcome: 'DONE', requestId: 'request-9' })
  })

  test('a trail of more than one batch is complete and in order', async () => {
    const { id, actor } = await register()
    const { prisma } = database
    const [{ seq: last, hash } = { seq: 0n, hash: '0' }] = await prisma.auditEntry.findMany({ orderBy: { seq: 'desc' }, take: 1 })
    const rows = Array.from({ length: 1_100 }, (_, i) => ({ seq: last + BigInt(i + 1), at: new Date(), actorKind: 'person', actorId: id, action: 'x:y', subjectKind: 'a', outcome: 'DONE' as const, previousHash: hash, hash: `${id}-${i}` }))
    await prisma.auditEntry.createMany({ data: rows })
    const { data } = await exported(actor)
    const seqs = data.trail.map(({ seq }: { seq: number }) => seq)
    expect(seqs).toHaveLength(1_101)
    expect(seqs).toEqual(seqs.toSorted((a: number, b: number) => a - b))
  })

  test('a sealed field that does not open does not keep the rest back', async () => {
    const person = await register()
    await furnish(person)
    const { data } = await exported(person.actor, createSealing({ keys: new Map([['k9', randomBytes(32)]]), current: 'k9' }))
    expect(data.sealed).toMatchObject([{ field: 'note', text: null, problem: expect.stringContaining('管理员') }])
    expect(data.trail.length).toBeGreaterThan(0)
  })

  test('is for oneself only', async () => {
    const { actor } = await register()
    await expect(exported(VISITOR)).rejects.toMatchObject({ code: 'not-signed-in' })
    await expect(exported({ ...actor, kind: 'key', scopes: ['admin'] })).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

/** Every row of every table as text. */
async function dump(): Promise<string> {
  const tables = await database.prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
  const rows = await Promise.all(tables.map(({ name }) => database.prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" AS t`)))
  return rows.flat().map(({ row }) => row).join('\n')
}

/** All that belongs to one person, to see whether it was touched. */
async function everythingOf(id: string): Promise<string> {
  const { prisma } = database
  const where = { userId: id }
  const { email } = await prisma.user.findUniqueOrThrow({ where: { id } })
  return JSON.stringify(await Promise.all([prisma.user.findUnique({ where: { id } }), prisma.session.findMany({ where }), prisma.credential.findMany({ where }), prisma.roleGrant.findMany({ where }), prisma.consent.findMany({ where }), prisma.apiKey.findMany({ where: { ownerId: id } }), prisma.invitation.findMany({ where: { email } }), prisma.verification.findMany({ where: { id: `v-${id}` } }), prisma.rateLimit.findMany({ where: { key: `sign-in:${email}` } }), prisma.sealedField.findMany({ where: { subjectId: id } })]))
}

describe('eraseAccount', () => {
  test('leaves ids and nothing that says who it was', async () => {
    const person = await register()
    const { secrets } = await furnish(person)
    const { prisma } = database
    expect(await dump()).toContain(person.email)
    await eraseAccount(deps, person.actor, person.id, 'request-2')
    const after = await dump()
    for (const trace of [person.email, `${SENTINEL}${person.id.slice(6)}`, ...secrets.filter((secret) => !/hash/.test(secret))]) expect(after).not.toContain(trace)
    expect(await prisma.user.findUnique({ where: { id: person.id } })).toMatchObject({ name: '已注销', email: placeholderEmail(person.id), image: null, emailVerified: false, twoFactorEnabled: false, erasedAt: expect.any(Date), version: 2 })
    const where = { userId: person.id }
    expect(await Promise.all([prisma.session.count({ where }), prisma.credential.count({ where }), prisma.twoFactor.count({ where }), prisma.sealedField.count({ where: { subjectId: person.id } })])).toEqual([0, 0, 0, 0])
    expect(await prisma.apiKey.findMany({ where: { ownerId: person.id } })).toMatchObject([{ name: '', revokedAt: expect.any(Date) }])
    expect(await prisma.roleGrant.findMany({ where })).toMatchObject([{ endedAt: expect.any(Date) }])
    expect(await prisma.consent.findMany({ where })).toMatchObject([{ withdrawnAt: expect.any(Date) }])
    expect(await prisma.invitation.findMany({ where: { invitedById: person.id } })).toMatchObject([{ email: '', revokedAt: expect.any(Date) }])
    expect((await dropped()).at(-1)).toBe(person.id)
    expect(await entriesAbout(person.id, 'account:erase')).toMatchObject([{ actorId: person.id, outcome: 'DONE', detail: {}, requestId: 'request-2' }])
    await expect(eraseAccount(deps, person.actor, person.id)).rejects.toMatchObject({ code: 'gone' })
    await expect(giveConsent(deps, person.actor, { group: 'cases', audience: 'PUBLIC' })).rejects.toMatchObject({ code: 'gone' })
  })

  test('touches nobody else', async () => {
    const [person, other] = [await register(), await register()]
    await furnish(person)
    await furnish(other)
    const before = await everythingOf(other.id)
    await eraseAccount(deps, person.actor, person.id)
    expect(await everythingOf(other.id)).toBe(before)
    expect(before).toContain(`v-${other.id}`)
  })

  test('is refused while the law keeps the data, with the reason and its basis, and the refusal is on record', async () => {
    const [leader, person] = [await registerLeader(), await register()]
    await furnish(person)
    const hold = await placeHold(deps, leader.actor, { userId: person.id, reason: '行政案件正在调查', basis: '《行政处罚法》第五十四条' })
    await expect(eraseAccount(deps, person.actor, person.id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/行政案件正在调查（依据：《行政处罚法》第五十四条）/) })
    expect(await database.prisma.user.findUnique({ where: { id: person.id } })).toMatchObject({ email: person.email, erasedAt: null })
    expect(await database.prisma.session.count({ where: { userId: person.id } })).toBe(1)
    expect(await entriesAbout(person.id, 'account:erase')).toMatchObject([{ outcome: 'FAILED', detail: { holds: [hold.id] } }])
    await releaseHold(deps, leader.actor, hold.id)
    await eraseAccount(deps, person.actor, person.id)
    expect(await database.prisma.user.findUnique({ where: { id: person.id } })).toMatchObject({ erasedAt: expect.any(Date) })
    await expect(placeHold(deps, leader.actor, { userId: person.id, reason: 'xx', basis: 'yy' })).rejects.toMatchObject({ code: 'gone' })
  })

  test('a hold and an erasure at the same moment: one of them comes about, never both', async () => {
    const leader = await registerLeader()
    for (let i = 0; i < 8; i++) {
      const person = await register()
      const [held, erased] = await Promise.allSettled([placeHold(deps, leader.actor, { userId: person.id, reason: '诉讼', basis: '民诉法' }), eraseAccount(deps, person.actor, person.id)])
      expect([held.status, erased.status].filter((status) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  test('comes about whole or not at all', async () => {
    const person = await register()
    await furnish(person)
    await expect(eraseAccount({ ...deps, onConsentChanged: failing }, person.actor, person.id)).rejects.toThrow('the index is not told')
    expect(await database.prisma.user.findUnique({ where: { id: person.id } })).toMatchObject({ email: person.email, erasedAt: null })
    expect(await database.prisma.session.count({ where: { userId: person.id } })).toBe(1)
    expect(await database.prisma.roleGrant.count({ where: { userId: person.id, endedAt: null } })).toBe(1)
  })

  test('of others is for administrators; the last of them stays', async () => {
    const { prisma } = database
    await prisma.roleGrant.updateMany({ where: { role: 'admin' }, data: { endedAt: new Date() } })
    const [person, leader, admin] = [await register(), await registerLeader(), await register({ grants: [{ role: 'admin', organisationId: null }] })]
    await expect(eraseAccount(deps, leader.actor, person.id)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(eraseAccount(deps, person.actor, leader.id)).rejects.toMatchObject({ code: 'not-allowed' })
    await eraseAccount(deps, admin.actor, person.id)
    expect(await entriesAbout(person.id, 'account:erase')).toMatchObject([{ actorId: admin.id, outcome: 'DONE' }])
    await expect(eraseAccount(deps, admin.actor, admin.id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('最后一位管理员') })
    const second = await register({ grants: [{ role: 'admin', organisationId: null }] })
    const outcomes = await Promise.allSettled([eraseAccount(deps, admin.actor, admin.id), eraseAccount(deps, second.actor, second.id)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await prisma.roleGrant.count({ where: { role: 'admin', endedAt: null } })).toBe(1)
  })

  test('the person confirms with the address of the account, in whatever case', async () => {
    const person = await register()
    for (const typed of ['', 'sentinel', placeholderEmail(person.id)]) await expect(eraseOwnAccount(deps, person.actor, typed)).rejects.toMatchObject({ code: 'invalid-input', issues: [{ pointer: '#/body/email' }] })
    await eraseOwnAccount(deps, person.actor, ` ${person.email.toUpperCase()} `)
    expect(await database.prisma.user.findUnique({ where: { id: person.id } })).toMatchObject({ erasedAt: expect.any(Date) })
  })
})
