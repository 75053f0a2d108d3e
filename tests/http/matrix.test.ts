// Every door tried by everybody: each role and each scope of a key against every endpoint and page, over real HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { PERMISSIONS, PRIVILEGED, ROLES, SCOPES, type Role, type Scope } from '../../server/access/access.ts'
import { hashKey, mintKey, prefixOf } from '../../server/keys/key-text.ts'
import { API, BEFORE_SECOND_FACTOR, PAGES, PEOPLE, type Row, type Who } from '../support/access-matrix.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makeOrganisation, makePerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'
import { formsOf } from '../support/visitor.ts'

const UNKNOWN = 'bcdfghjkmn'
const MATRIX = { ...API, ...PAGES }
let app: RunningApp
let strict: RunningApp
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  strict = await startApp({ content: FIXTURES, requireSecondFactor: true })
})
afterAll(() => Promise.all([app.close(), strict.close()]))

/** Whoever tries: with headers of their own, and the ids of what is theirs. */
interface Caller {
  headers: Record<string, string>
  userId: string
  organisationId: string
  token: string
}

async function callerOf({ url }: RunningApp, headers: Record<string, string>, ids: { userId: string; organisationId: string }): Promise<Caller> {
  const shown = await fetch(`${url}${headers.cookie ? '/account' : '/sign-in'}`, { headers, redirect: 'manual' })
  const visit = shown.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)
  const token = formsOf(await shown.text())[0]?.hidden.form_token ?? ''
  expect(token).not.toBe('')
  return { headers: { ...headers, ...(visit.length && !headers.cookie && { cookie: visit.join('; ') }) }, ...ids, token }
}

/** The law keeps the accounts of these people, so that even a right erasure leaves them to the rest of the test. */
async function person(where: RunningApp, who: Who): Promise<Caller> {
  const { prisma } = where.database
  if (who === 'visitor') return callerOf(where, { 'x-forwarded-for': '10.9.9.9' }, { userId: UNKNOWN, organisationId: await makeOrganisation(where) })
  const made = await makePerson(where, who === 'nobody' ? null : who)
  await prisma.legalHold.create({ data: { id: mintId(), userId: made.id, reason: '测试', basis: '测试', placedById: made.id } })
  const cookie = [...made.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return callerOf(where, { cookie, 'x-forwarded-for': '10.9.9.9' }, { userId: made.id, organisationId: made.organisationId ?? (await makeOrganisation(where)) })
}

async function key(where: RunningApp, role: Role | null, scopes: readonly Scope[], organisationId?: string): Promise<Caller> {
  const owner = await makePerson(where, role, { signIn: false, ...(organisationId && { organisationId }) })
  const id = mintId()
  const text = mintKey(id)
  await where.database.prisma.apiKey.create({ data: { id, name: '矩阵', prefix: prefixOf(id), hash: hashKey(text), scopes: [...scopes], ownerId: owner.id, expiresAt: new Date(Date.now() + 3_600_000) } })
  return callerOf(where, { authorization: `Bearer ${text}`, 'x-forwarded-for': '10.9.9.9' }, { userId: owner.id, organisationId: owner.organisationId ?? (await makeOrganisation(where)) })
}

/** With ids of one's own where the row is about such, of nothing elsewhere: what gets in then fails harmlessly. */
function addressOf(path: string, { userId, organisationId }: Caller): string {
  const id = path.includes('/organisations') ? organisationId : path.endsWith('/erasure') ? userId : UNKNOWN
  return path.replace(/\{group\}/, 'contact').replace(/\{id\}|:id\b/, id).replace(/\{\w+\}|:\w+/g, UNKNOWN)
}

type Verdict = 'through' | 'sign in' | 'not allowed' | 'second factor' | `broken ${string}`

async function attempt({ url }: RunningApp, route: string, caller: Caller): Promise<Verdict> {
  const [method = '', path = ''] = route.split(' ')
  const isApi = Object.hasOwn(API, route)
  const isBodiless = method === 'GET' || method === 'DELETE'
  const headers = { ...caller.headers, ...(!isBodiless && { 'content-type': isApi ? 'application/json' : 'application/x-www-form-urlencoded' }) }
  const body = isBodiless ? null : isApi ? '{}' : new URLSearchParams({ form_token: caller.token }).toString()
  const response = await fetch(url + addressOf(path, caller), { method, headers, body, redirect: 'manual' })
  const text = await response.text()
  const { status } = response
  if (status === 401 || (status === 303 && response.headers.get('location')?.startsWith('/sign-in?next='))) return 'sign in'
  if (status >= 500) return `broken ${status}`
  if (status !== 403) return 'through'
  const code = /\/problems\/([\w-]+)/.exec(text)?.[1]
  return code === 'not-allowed' ? 'not allowed' : code === 'second-factor-needed' ? 'second factor' : `broken ${status} ${code}`
}

/** Every route where the verdict is another than expected. */
async function differences(where: RunningApp, caller: Caller, expected: (route: string, row: Row) => Verdict): Promise<string[]> {
  const found: string[] = []
  for (const [route, row] of Object.entries(MATRIX)) {
    if (expected(route, row) === 'through' && route.startsWith('POST /sign-out')) continue // tried at the end of the file: it ends the session
    const verdict = await attempt(where, route, caller)
    if (verdict !== expected(route, row)) found.push(`${route}: ${verdict} instead of ${expected(route, row)}`)
  }
  return found
}

describe('the matrix', () => {
  test('has a row for every endpoint and page, and no other; each names a permission that there is', () => {
    const { endpoints, pages } = app.routes
    const doors = [...endpoints, ...pages].map(({ method, path, permission }) => ({ route: `${method.toUpperCase()} ${path}`, permission }))
    expect(doors.filter(({ permission }) => !Object.hasOwn(PERMISSIONS, permission)).map(({ route }) => `${route} names no permission that there is`)).toEqual([])
    expect(doors.filter(({ route }) => !Object.hasOwn(MATRIX, route)).map(({ route }) => `${route} is not in the matrix`)).toEqual([])
    const routes = new Set([...doors.map(({ route }) => route), 'GET /metrics'])
    expect(Object.keys(MATRIX).filter((route) => !routes.has(route)).map((route) => `${route} is no longer there`)).toEqual([])
    expect(endpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`).filter((route) => !Object.hasOwn(API, route))).toEqual([])
  })

  test('knows every role', () => {
    expect([...ROLES].filter((role) => !PEOPLE.includes(role))).toEqual([])
  })
})

describe('whoever gets through', () => {
  test.each(PEOPLE)('%s', async (who) => {
    const caller = await person(app, who)
    expect(await differences(app, caller, (_, [allowed]) => (allowed.includes(who) ? 'through' : who === 'visitor' ? 'sign in' : 'not allowed'))).toEqual([])
  })

  test.each(SCOPES)('a key of an administrator for %s', async (scope) => {
    const caller = await key(app, 'admin', [scope])
    expect(await differences(app, caller, (_, [, scopes]) => (scopes.includes(scope) ? 'through' : 'not allowed'))).toEqual([])
  })

  test('a key with every scope does no more than its owner, who has no role', async () => {
    const caller = await key(app, null, SCOPES)
    expect(await differences(app, caller, (_, [who, scopes]) => (scopes.length && who.includes('nobody') ? 'through' : 'not allowed'))).toEqual([])
  })

  test('a key of whoever registered an organisation that is not confirmed yet does not act for it', async () => {
    const organisationId = await makeOrganisation(app, 'ENTERPRISE', { confirmed: false })
    const before = await key(app, 'enterprise', SCOPES, organisationId)
    expect(await attempt(app, 'GET /api/organisations/{id}', before)).toBe('not allowed')
    await app.database.prisma.organisation.update({ where: { id: organisationId }, data: { confirmedAt: new Date() } })
    const after = await key(app, 'enterprise', SCOPES, organisationId)
    expect(await attempt(app, 'GET /api/organisations/{id}', after)).toBe('through')
  })
})

describe('where a second factor is required', () => {
  const privileged = PEOPLE.filter((who) => PRIVILEGED.has(who as Role))

  test('privileged are the officers, the auditor and the administrator', () => {
    expect(privileged).toEqual(['bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor', 'admin'])
  })

  test.each(privileged)('%s without one reaches the account pages and what everybody may', async (who) => {
    const caller = await person(strict, who)
    const expected = (route: string, [allowed]: Row): Verdict => (!allowed.includes(who) ? 'not allowed' : allowed.includes('visitor') || BEFORE_SECOND_FACTOR.has(route) ? 'through' : 'second factor')
    expect(await differences(strict, caller, expected)).toEqual([])
  })

  test.each(privileged)('%s with one acts as ever', async (who) => {
    const caller = await person(strict, who)
    await strict.database.prisma.session.updateMany({ where: { userId: caller.userId }, data: { method: 'totp' } })
    expect(await differences(strict, caller, (_, [allowed]) => (allowed.includes(who) ? 'through' : 'not allowed'))).toEqual([])
  })

  test.each(['nobody', 'enterprise', 'expert'] as const)('%s needs none', async (who) => {
    const caller = await person(strict, who)
    expect(await differences(strict, caller, (_, [allowed]) => (allowed.includes(who) ? 'through' : 'not allowed'))).toEqual([])
  })
})

describe('what belongs to somebody else', () => {
  const outsiders = ['nobody', 'enterprise', 'association_editor', 'association_secretary', 'expert'] as const

  /** Somebody with an organisation, an invitation, a key, a consent and two sessions. */
  async function owner() {
    const { prisma } = app.database
    const made = await makePerson(app, 'enterprise')
    const [name, invited, keyName, keyId] = [`金丝雀${mintId()}`, `${mintId()}@example.cn`, `钥匙${mintId()}`, mintId()]
    const organisationId = made.organisationId!
    await prisma.user.update({ where: { id: made.id }, data: { name } })
    await prisma.organisation.update({ where: { id: organisationId }, data: { name: `${name}公司` } })
    const invitation = await prisma.invitation.create({ data: { id: mintId(), organisationId, role: 'enterprise', email: invited, tokenHash: mintId(), invitedById: made.id, expiresAt: new Date(Date.now() + 3_600_000) } })
    await prisma.apiKey.create({ data: { id: keyId, name: keyName, prefix: prefixOf(keyId), hash: hashKey(keyId), scopes: ['read:public'], ownerId: made.id } })
    await prisma.consent.create({ data: { id: mintId(), userId: made.id, fieldGroup: 'contact', audience: 'PUBLIC', version: '2026-11' } })
    const [session, grant] = [await prisma.session.findFirstOrThrow({ where: { userId: made.id } }), await prisma.roleGrant.findFirstOrThrow({ where: { userId: made.id } })]
    return { ...made, organisationId, keyId, invitationId: invitation.id, sessionId: session.id, grantId: grant.id, words: [name, invited, keyName, made.email] }
  }

  const dump = async (userId: string, organisationId: string) => {
    const { prisma } = app.database
    return JSON.stringify(
      await Promise.all([
        prisma.user.findUnique({ where: { id: userId } }),
        prisma.organisation.findUnique({ where: { id: organisationId } }),
        prisma.invitation.findMany({ where: { organisationId } }),
        prisma.roleGrant.findMany({ where: { OR: [{ userId }, { organisationId }] } }),
        prisma.apiKey.findMany({ where: { ownerId: userId } }),
        prisma.session.findMany({ where: { userId }, select: { id: true } }),
        prisma.consent.findMany({ where: { userId } }),
        prisma.legalHold.count({ where: { userId } }),
      ]),
    )
  }

  test.each(outsiders)('%s neither sees nor changes it', async (who) => {
    const theirs = await owner()
    const { browser } = await makePerson(app, who === 'nobody' ? null : who)
    const form_token = formsOf((await browser.get('/account')).text)[0]!.hidden.form_token!
    const before = await dump(theirs.id, theirs.organisationId)
    const { id, organisationId, keyId, invitationId, sessionId, grantId } = theirs
    const json = (method: string, path: string, body?: unknown) => async () => {
      const answer = await browser.api(method, path, body)
      return { what: `${method} ${path}`, status: answer.status, text: JSON.stringify(answer.body) }
    }
    const page = (path: string) => async () => ({ what: `GET ${path}`, ...(await browser.get(path)) })
    const form = (path: string, values = {}) => async () => ({ what: `POST ${path}`, ...(await browser.post(path, { form_token, ...values })) })
    const attempts = [
      json('GET', `/api/accounts/${id}`),
      json('GET', `/api/accounts?q=${encodeURIComponent(theirs.words[0]!)}`),
      json('POST', `/api/accounts/${id}/suspend`),
      json('POST', `/api/accounts/${id}/roles`, { role: 'admin' }),
      json('DELETE', `/api/accounts/${id}/roles/${grantId}`),
      json('GET', `/api/accounts/${id}/holds`),
      json('POST', `/api/accounts/${id}/holds`, { reason: '没有理由', basis: '没有依据' }),
      json('POST', `/api/accounts/${id}/erasure`),
      json('GET', `/api/organisations/${organisationId}`),
      json('PATCH', `/api/organisations/${organisationId}`, { name: '改名公司', version: 1 }),
      json('POST', `/api/organisations/${organisationId}/confirm`),
      json('POST', `/api/organisations/${organisationId}/invitations`, { email: 'me@example.cn', role: 'enterprise' }),
      json('DELETE', `/api/organisations/${organisationId}/invitations/${invitationId}`),
      json('DELETE', `/api/organisations/${organisationId}/members/${grantId}`),
      json('GET', `/api/keys?ownerId=${id}`),
      json('POST', '/api/keys', { name: '冒名', scopes: ['read:public'], ownerId: id }),
      json('DELETE', `/api/keys/${keyId}`),
      page(`/people/${id}`),
      form(`/people/${id}/suspend`),
      form(`/people/${id}/roles`, { role: 'admin', organisationId: '' }),
      page(`/organisations/${organisationId}`),
      form(`/organisations/${organisationId}/invitations`, { email: 'me@example.cn', role: 'enterprise' }),
      form(`/organisations/${organisationId}/invitations/${invitationId}/revoke`),
      form(`/organisations/${organisationId}/members/${grantId}/remove`),
      form(`/account/sessions/${sessionId}/end`),
      page(`/account/keys/${keyId}/revoke`),
      form(`/account/keys/${keyId}/revoke`),
    ]
    for (const run of attempts) {
      const { what, status, text } = await run()
      expect([403, 404], what).toContain(status)
      for (const word of theirs.words) expect(text, what).not.toContain(word)
    }
    // Lists leave it out, whatever is asked for.
    for (const path of ['/api/organisations', `/api/organisations?q=${encodeURIComponent(theirs.words[0]!)}`, '/api/keys', '/api/usage', '/api/account', '/api/account/consents', '/account', '/account/keys', '/account/privacy', '/account/privacy/data', '/organisations']) {
      const { text } = await browser.get(path)
      for (const word of theirs.words) expect(text, path).not.toContain(word)
    }
    expect(await dump(theirs.id, theirs.organisationId)).toBe(before)
  })
})

describe('signing out', () => {
  test.each(PEOPLE.filter((who) => who !== 'visitor'))('is open to %s', async (who) => {
    for (const route of ['POST /sign-out', 'POST /sign-out/everywhere']) {
      const caller = await person(app, who)
      expect(await attempt(app, route, caller)).toBe('through')
      expect(await attempt(app, 'GET /account', caller)).toBe('sign in')
    }
  })
})

test('an administrator’s key that suspends and restores an account is told so', async () => {
  const caller = await key(app, 'admin', ['admin'])
  const { id } = await makePerson(app, null, { signIn: false })
  for (const [act, suspended] of [['suspend', true], ['restore', false]] as const) {
    const response = await fetch(`${app.url}/api/accounts/${id}/${act}`, { method: 'POST', headers: caller.headers })
    expect(response.status).toBe(200)
    expect(((await response.json()) as { suspendedAt: string | null }).suspendedAt !== null).toBe(suspended)
  }
})
