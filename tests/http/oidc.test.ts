// Signing in through an identity provider: the real protocol against a real provider, over real HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { CLIENT, startIdentityProvider, type IdentityProvider, type Profile } from '../support/identity-provider.ts'
import { makePerson, PASSWORD } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

let provider: IdentityProvider
let app: RunningApp
let mistaken: RunningApp
let alone: RunningApp
beforeAll(async () => {
  provider = await startIdentityProvider()
  const { issuer } = provider
  app = await startApp({ content: FIXTURES, oidc: { issuer, ...CLIENT, scopes: ['openid', 'profile', 'email'] } })
  mistaken = await startApp({ content: FIXTURES, oidc: { issuer, ...CLIENT, clientSecret: 'another secret than the provider has', scopes: ['openid', 'profile', 'email'] } })
  // Nobody listens there.
  alone = await startApp({ content: FIXTURES, oidc: { issuer: 'http://127.0.0.1:9', ...CLIENT, scopes: ['openid'] } })
  provider.open([app, mistaken].map(({ url }) => `${url}/auth/callback/identity`))
})
afterAll(async () => {
  await Promise.all([app.close(), mistaken.close(), alone.close()])
  await provider.close()
})

let from: bigint
beforeEach(async () => {
  from = (await app.database.prisma.auditEntry.findFirst({ orderBy: { seq: 'desc' } }))?.seq ?? 0n
})
const entries = (where = app) => where.database.prisma.auditEntry.findMany({ where: { action: 'session:open', ...(where === app && { seq: { gt: from } }) }, orderBy: { seq: 'asc' } })

let serial = 0
const somebody = (changes: Partial<Profile> = {}): Profile => ({ sub: `person-${++serial}`, email: `person-${serial}@gov.example.cn`, email_verified: true, name: '统一身份', ...changes })
const newcomer = (where = app) => createVisitor(where, { address: `172.20.0.${++serial}` })

/** To the provider and to the address that leads back, which is not opened yet. */
async function leadBack(browser: Visitor, next = '/account'): Promise<string> {
  const page = `/sign-in?next=${encodeURIComponent(next)}`
  const { status, location } = await browser.submit(page, `/sign-in/provider?next=${encodeURIComponent(next)}`, {})
  expect(status).toBe(303)
  expect(location).toContain(provider.issuer)
  const back = new URL(await provider.visit(location!))
  return back.pathname + back.search
}

async function signIn(profile: Profile, { next = '/account', browser = newcomer() }: { next?: string; browser?: Visitor } = {}) {
  provider.present(profile)
  return { browser, answer: await browser.get(await leadBack(browser, next)) }
}
const isIn = async (browser: Visitor) => (await browser.get('/account')).status === 200
const REFUSED = { status: 303, location: '/sign-in?problem=provider' }

describe('a person whom the provider vouches for', () => {
  test('gets an account at the first time, and is back in it the next', async () => {
    const profile = somebody()
    const { browser, answer } = await signIn(profile, { next: '/account/keys' })
    expect(answer.status).toBe(303)
    expect(new URL(answer.location!, app.url)).toMatchObject({ origin: app.url, pathname: '/account/keys' })
    expect((await browser.get('/account')).text).toContain(profile.name)
    const user = await app.database.prisma.user.findUniqueOrThrow({ where: { email: profile.email }, include: { credentials: true, sessions: true, roles: true } })
    expect(user).toMatchObject({ emailVerified: true, roles: [], credentials: [{ providerId: 'identity', accountId: profile.sub, password: null }], sessions: [{ method: 'oidc' }] })

    const again = await signIn(profile)
    expect(await isIn(again.browser)).toBe(true)
    expect(await app.database.prisma.user.count({ where: { email: profile.email } })).toBe(1)
    expect(await app.database.prisma.session.count({ where: { userId: user.id } })).toBe(2)
    expect(await entries()).toMatchObject([1, 2].map(() => ({ outcome: 'DONE', actorKind: 'person', actorId: user.id, subjectId: user.id, detail: { by: 'identity' } })))
  })

  test('is known by the number that the provider gives, not by the address', async () => {
    const profile = somebody()
    await signIn(profile)
    const { id } = await app.database.prisma.user.findUniqueOrThrow({ where: { email: profile.email } })
    const { browser } = await signIn({ ...profile, email: `moved-${profile.email}` })
    expect(await isIn(browser)).toBe(true)
    expect((await entries()).map(({ subjectId }) => subjectId)).toEqual([id, id])
  })

  test('has no tokens of the provider lying about in words', async () => {
    const profile = somebody()
    await signIn(profile)
    const credential = await app.database.prisma.credential.findFirstOrThrow({ where: { accountId: profile.sub } })
    expect(credential.accessToken).not.toBeNull()
    const [opaque] = await app.database.prisma.$queryRaw<{ row: string }[]>`SELECT t::text AS row FROM credential AS t WHERE account_id = ${profile.sub}`
    expect(opaque!.row).toContain(profile.sub)
    // What the provider issues is 43 characters of base64url; what is kept is longer, because it is sealed.
    expect(credential.accessToken!.length).toBeGreaterThan(80)
  })

  test('who was suspended here gets no session', async () => {
    const profile = somebody()
    const first = await signIn(profile)
    const { id } = await app.database.prisma.user.update({ where: { email: profile.email }, data: { suspendedAt: new Date() } })
    const { browser, answer } = await signIn(profile)
    expect(answer).toMatchObject(REFUSED)
    expect(await isIn(browser)).toBe(false)
    expect(await isIn(first.browser)).toBe(false)
    expect(await app.database.prisma.session.count({ where: { userId: id } })).toBe(0)
    expect((await entries()).at(-1)).toMatchObject({ outcome: 'FAILED', subjectId: id, detail: { by: 'identity', reason: 'SUSPENDED' } })
  })
})

describe('an address that has an account with a password', () => {
  test.each([
    ['verified by both: one account with two ways in', true, true, true],
    ['not vouched for by the provider: stays closed', false, true, false],
    ['never verified here: stays closed, whoever registered it', true, false, false],
    ['verified by nobody: stays closed', false, false, false],
  ])('%s', async (_, byProvider, byUs, opens) => {
    const { id, email } = await makePerson(app, null, { signIn: false })
    await app.database.prisma.user.update({ where: { id }, data: { emailVerified: byUs } })
    const { browser, answer } = await signIn(somebody({ email, email_verified: byProvider }))
    expect(await isIn(browser)).toBe(opens)
    if (!opens) expect(answer).toMatchObject(REFUSED)
    const user = await app.database.prisma.user.findUniqueOrThrow({ where: { id }, include: { credentials: true } })
    expect(user.credentials.map(({ providerId }) => providerId).toSorted()).toEqual(opens ? ['credential', 'identity'] : ['credential'])
    expect(user.emailVerified).toBe(byUs)
    expect((await entries()).at(-1)).toMatchObject(opens ? { outcome: 'DONE', subjectId: id } : { outcome: 'FAILED', actorKind: 'visitor' })
    if (byUs) expect((await newcomer().submit('/sign-in', '/sign-in?next=%2Faccount', { email, password: PASSWORD })).status).toBe(303)
  })

  test('of an administrator is not got by a provider that does not vouch for it', async () => {
    const admin = await makePerson(app, 'admin')
    const { browser } = await signIn(somebody({ email: admin.email, email_verified: false }))
    expect((await browser.get('/people')).location).toContain('/sign-in')
  })
})

test('a new address that the provider does not vouch for makes no account', async () => {
  const profile = somebody({ email_verified: false })
  const { browser, answer } = await signIn(profile)
  expect(answer).toMatchObject(REFUSED)
  expect(await isIn(browser)).toBe(false)
  expect(await app.database.prisma.user.count({ where: { email: profile.email } })).toBe(0)
  expect((await entries()).at(-1)).toMatchObject({ outcome: 'FAILED', actorKind: 'visitor', actorId: null })
})

describe('what comes back and should not', () => {
  test('a state opens a session once', async () => {
    const browser = newcomer()
    provider.present(somebody())
    const back = await leadBack(browser)
    const kept = new Map(browser.cookies)
    expect((await browser.get(back)).status).toBe(303)
    const sessions = await app.database.prisma.session.count()
    for (const cookies of [new Map<string, string>(), kept]) {
      const replayer = newcomer()
      for (const [name, value] of cookies) replayer.cookies.set(name, value)
      expect(await replayer.get(back)).toMatchObject(REFUSED)
      expect(await isIn(replayer)).toBe(false)
    }
    expect(await app.database.prisma.session.count()).toBe(sessions)
    expect((await entries()).map(({ outcome }) => outcome)).toEqual(['DONE', 'FAILED', 'FAILED'])
  })

  test('an answer belongs to the browser that asked: in another one it opens nothing', async () => {
    const attacker = newcomer()
    provider.present(somebody())
    const back = await leadBack(attacker)
    const victim = newcomer()
    await leadBack(victim)
    expect(await victim.get(back)).toMatchObject(REFUSED)
    expect(await isIn(victim)).toBe(false)
  })

  test.each([
    ['without anything', ''],
    ['with an unknown state', '?code=abc&state=xyz'],
    ['with a state of 100,000 characters', `?code=abc&state=${'x'.repeat(100_000)}`],
    ['with NUL', '?code=abc&state=%00'],
    ['twice', '?code=a&code=b&state=c&state=d'],
    ['with markup as the error', '?error=%3Cscript%3Ealert(1)%3C/script%3E&state=x'],
  ])('%s', async (_, query) => {
    const browser = newcomer()
    const answer = await browser.get(`/auth/callback/identity${query}`)
    expect(answer).toMatchObject(REFUSED)
    const shown = await browser.get(answer.location!)
    expect(shown.status).toBe(200)
    expect(shown.text).not.toContain('<script>alert')
  })

  test.each(['another', '__proto__', 'google', '%00', 'x'.repeat(1_000)])('from a provider that is none of ours: %s', async (name) => {
    expect((await newcomer().get(`/auth/callback/${name}?code=a&state=b`)).status).toBeLessThan(500)
  })

  test('what better-auth offers besides is not reachable', async () => {
    for (const path of ['/auth/ok', '/auth/error', '/auth/get-session', '/auth/sign-in/social', '/auth/list-sessions', '/auth/sign-up/email']) expect((await newcomer().get(path)).status).toBe(404)
  })
})

describe('when the provider', () => {
  test('refuses, one is back at the form, and the trail has its reason', async () => {
    const browser = newcomer()
    provider.present(null)
    const answer = await browser.get(await leadBack(browser))
    expect(answer).toMatchObject(REFUSED)
    expect((await browser.get(answer.location!)).text).toContain('role="alert"')
    expect(await entries()).toMatchObject([{ outcome: 'FAILED', actorKind: 'visitor', detail: { by: 'identity', reason: 'access_denied' } }])
  })

  test('does not know our secret, nobody gets in', async () => {
    const browser = newcomer(mistaken)
    const profile = somebody()
    provider.present(profile)
    const { location } = await browser.submit('/sign-in', '/sign-in/provider?next=%2Faccount', {})
    const back = new URL(await provider.visit(location!))
    expect(await browser.get(back.pathname + back.search)).toMatchObject(REFUSED)
    expect(await isIn(browser)).toBe(false)
    expect(await mistaken.database.prisma.user.count({ where: { email: profile.email } })).toBe(0)
    expect(await entries(mistaken)).toMatchObject([{ outcome: 'FAILED', detail: { by: 'identity' } }])
  })

  test('is away, one is told so and can use the password', async () => {
    const { email } = await makePerson(alone, null, { signIn: false })
    const browser = newcomer(alone)
    const answer = await browser.submit('/sign-in', '/sign-in/provider?next=%2Faccount', {})
    expect(answer).toMatchObject(REFUSED)
    expect((await browser.submit(answer.location!, '/sign-in?next=%2Faccount', { email, password: PASSWORD })).status).toBe(303)
    expect(await entries(alone)).toMatchObject([{ outcome: 'FAILED', detail: { by: 'identity' } }, { outcome: 'DONE' }])
  })

  test('names a person in letters that could mislead, the address decides', async () => {
    const profile = somebody({ sub: `odd-${mintId()}`, name: '管理员\u202e\u0000x' })
    const { answer } = await signIn(profile)
    expect(answer.status).toBe(303)
    const user = await app.database.prisma.user.findUnique({ where: { email: profile.email } })
    expect(user?.name ?? '').not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
