// Personal data over HTTP: consents, download, erasure and holds, with real sessions, form tokens and database.
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VISITOR, type Role } from '../../server/access/access.ts'
import { createFormTokens } from '../../server/http/form-token.ts'
import { routerOf } from '../../server/http/endpoint.ts'
import { pagesRouter } from '../../server/http/page.ts'
import { notFound, problemHandler } from '../../server/http/problem.ts'
import { requestId } from '../../server/http/security.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { identify, SESSION_COOKIE } from '../../server/http/session.ts'
import { readCookie } from '../../server/web/cookies.ts'
import { NotSignedIn } from '../../server/errors.ts'
import { privacyEndpoints } from '../../server/privacy/api.ts'
import { privacyPages } from '../../server/privacy/pages.ts'
import { placeholderEmail } from '../../server/privacy/erasure.ts'
import { createSealing } from '../../server/sealing/sealing.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let origin: string
const server = createHttpServer()

beforeAll(async () => {
  database = await testDatabase()
  const { prisma } = database
  const tokens = createFormTokens({ secret: randomBytes(32).toString('hex'), secure: false })
  const rules = { requireSecondFactor: false, tokens }
  const deps = { prisma, sealing: createSealing({ keys: new Map([['k1', randomBytes(32)]]), current: 'k1' }), onConsentChanged: async () => {} }
  // As the accounts open a session: by the token of the cookie, not for the erased.
  const openSession = async (headers: Headers) => {
    const token = readCookie({ headers: { cookie: headers.get('cookie') ?? undefined } }, SESSION_COOKIE)
    const found = token === null ? null : await prisma.session.findUnique({ where: { token }, include: { user: { include: { roles: { where: { endedAt: null } } } } } })
    if (!found || found.user.erasedAt) return null
    return { actor: { ...VISITOR, kind: 'person' as const, id: found.userId, userId: found.userId, grants: found.user.roles, sessionId: found.id }, person: { id: found.userId, name: found.user.name } }
  }
  const app = express()
  app.set('trust proxy', 'loopback')
  app.use(requestId, identify({ secure: false, openSession, authenticateKey: () => Promise.reject(new NotSignedIn()) }), tokens.offer)
  app.use(routerOf(privacyEndpoints(deps), rules), pagesRouter(privacyPages(deps), rules), notFound, problemHandler(pino({ level: 'silent' })))
  server.on('request', app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

let n = 0
async function signIn(role?: Role) {
  const id = `person${++n}`
  const email = `p${n}@example.cn`
  const token = randomBytes(16).toString('hex')
  await database.prisma.user.create({ data: { id, name: '欧阳', email, sessions: { create: { id: `s${n}`, token, expiresAt: new Date(Date.now() + 3_600_000) } } } })
  if (role) await database.prisma.roleGrant.create({ data: { id: `g${n}`, userId: id, role } })
  const headers = { cookie: `${SESSION_COOKIE}=${token}` }
  const get = (path: string) => fetch(origin + path, { headers, redirect: 'manual' })
  const formToken = async () => /name="form_token" value="([^"]+)"/.exec(await (await get('/account/privacy')).text())![1]!
  return {
    id,
    email,
    get,
    post: async (path: string, fields: Record<string, string>, proof?: string) => fetch(origin + path, { method: 'POST', headers, redirect: 'manual', body: new URLSearchParams({ ...fields, form_token: proof ?? (await formToken()) }) }),
    send: (method: string, path: string, body?: object, more: Record<string, string> = {}) => fetch(origin + path, { method, headers: { ...headers, ...(body && { 'content-type': 'application/json' }), ...more }, ...(body && { body: JSON.stringify(body) }) }),
  }
}
// oxlint-disable-next-line no-explicit-any -- bodies of any shape
const json = async (response: Response | Promise<Response>) => (await (await response).json()) as Record<string, any>

describe('/account/privacy', () => {
  test('asks a visitor to sign in, and shows a person every group with what it is for', async () => {
    const visit = await fetch(`${origin}/account/privacy`, { redirect: 'manual' })
    expect([visit.status, visit.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount%2Fprivacy'])
    const person = await signIn()
    const response = await person.get('/account/privacy')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const text = await response.text()
    for (const words of ['联系方式', '个人简介', '任职情况', '资格证书', '办案经历', '论著成果', '没有同意，不给任何人看', '注销账户']) expect(text).toContain(words)
    expect(await (await person.get('/account/privacy?lang=en')).text()).toContain('No consent: shown to nobody')
    // Every id once, as labels and links rely on it.
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('a consent is given, changed and withdrawn by its buttons', async () => {
    const person = await signIn()
    const given = await person.post('/account/privacy/consents', { group: 'contact', audience: 'BUREAU' })
    expect([given.status, given.headers.get('location')]).toEqual([303, '/account/privacy?done=given'])
    expect(await (await person.get('/account/privacy?done=given')).text()).toMatch(/已记下您的同意[\s\S]*只有市场监管部门可见/)
    const withdrawn = await person.post('/account/privacy/withdrawals', { group: 'contact' })
    expect([withdrawn.status, withdrawn.headers.get('location')]).toEqual([303, '/account/privacy?done=withdrawn'])
    expect(await (await person.get('/account/privacy')).text()).not.toContain('只有市场监管部门可见')
  })

  test('a form without proof, of another session or with made-up values changes nothing', async () => {
    const [person, other] = [await signIn(), await signIn()]
    const foreign = /name="form_token" value="([^"]+)"/.exec(await (await other.get('/account/privacy')).text())![1]!
    for (const proof of ['', foreign]) expect((await person.post('/account/privacy/consents', { group: 'contact', audience: 'PUBLIC' }, proof)).status).toBe(403)
    expect((await person.post('/account/privacy/erasure', { email: person.email }, foreign)).status).toBe(403)
    for (const fields of [{ group: 'shoe-size', audience: 'PUBLIC' }, { group: 'contact', audience: 'MARS' }, { group: '__proto__', audience: 'PUBLIC' }]) expect((await person.post('/account/privacy/consents', fields)).status).toBe(400)
    expect(await database.prisma.consent.count({ where: { userId: person.id } })).toBe(0)
  })

  test('the data comes as a file', async () => {
    const person = await signIn()
    const response = await person.get('/account/privacy/data')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="?my-data\.json"?$/)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await json(response)).toMatchObject({ account: { id: person.id, email: person.email }, sessions: [{}], consents: [] })
    expect((await fetch(`${origin}/account/privacy/data`, { redirect: 'manual' })).status).toBe(303)
  })

  test('erasing asks for the address of the account: another one is a 422 that leads to the field and keeps what was typed', async () => {
    const person = await signIn()
    const wrong = await person.post('/account/privacy/erasure', { email: 'other@example.cn' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toMatch(/role="alert"[\s\S]*href="#email"[\s\S]*和账户的邮箱不一致[\s\S]*value="other@example\.cn"[\s\S]*aria-invalid/)
    const right = await person.post('/account/privacy/erasure', { email: person.email })
    expect([right.status, right.headers.get('location')]).toEqual([303, '/account/privacy/erased'])
    const after = await person.get('/account/privacy/erased')
    expect(await after.text()).toContain('账户已注销')
    expect((await person.get('/account/privacy')).status).toBe(303)
    expect(await database.prisma.user.findUnique({ where: { id: person.id } })).toMatchObject({ email: placeholderEmail(person.id) })
  })

  test('while the law keeps the data the page says why, and offers no form to erase', async () => {
    const [leader, person] = [await signIn('bureau_leader'), await signIn()]
    expect((await leader.send('POST', `/api/accounts/${person.id}/holds`, { reason: '案件<未结>', basis: '行政处罚法' })).status).toBe(201)
    const text = await (await person.get('/account/privacy')).text()
    expect(text).toContain('原因：案件&lt;未结&gt;；依据：行政处罚法')
    expect(text).not.toContain('action="/account/privacy/erasure"')
    const refused = await person.post('/account/privacy/erasure', { email: person.email })
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('依据：行政处罚法')
  })
})

describe('/api/account/consents', () => {
  test('lists, gives and withdraws', async () => {
    const person = await signIn()
    const { items } = await json(person.send('PUT', '/api/account/consents/cases', { audience: 'PUBLIC' }))
    expect(items).toHaveLength(6)
    expect(items.find(({ group }: { group: string }) => group === 'cases')).toMatchObject({ audience: 'PUBLIC', givenAt: expect.any(String), name: { zh: '办案经历', en: 'Cases' } })
    expect(await json(person.send('GET', '/api/account/consents'))).toEqual({ items })
    const after = await json(person.send('DELETE', '/api/account/consents/cases'))
    expect(after.items.find(({ group }: { group: string }) => group === 'cases')).toMatchObject({ audience: null })
  })

  test('refuses visitors, other sites and what is not asked for', async () => {
    const person = await signIn()
    expect((await fetch(`${origin}/api/account/consents`)).status).toBe(401)
    expect((await person.send('PUT', '/api/account/consents/cases', { audience: 'PUBLIC' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const bad = await person.send('PUT', '/api/account/consents/shoe-size', { audience: 'MARS', more: 1 })
    expect(bad.status).toBe(400)
    expect((await json(bad)).errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['#/body/audience', '#/body/more', '#/params/group'])
  })
})

describe('/api/accounts/{id}/holds and erasure', () => {
  test('a leader places, lists and releases; an administrator erases when nothing stands in the way', async () => {
    const [leader, admin, person] = [await signIn('bureau_leader'), await signIn('admin'), await signIn()]
    const hold = await json(leader.send('POST', `/api/accounts/${person.id}/holds`, { reason: ' 案件未结 ', basis: '行政处罚法' }))
    expect(hold).toMatchObject({ reason: '案件未结', releasedAt: null })
    expect(await json(leader.send('GET', `/api/accounts/${person.id}/holds`))).toEqual({ items: [hold] })
    const refused = await admin.send('POST', `/api/accounts/${person.id}/erasure`)
    expect(refused.status).toBe(409)
    expect((await json(refused)).detail).toContain('案件未结（依据：行政处罚法）')
    expect((await json(leader.send('DELETE', `/api/holds/${hold.id}`))).releasedAt).toEqual(expect.any(String))
    expect(await json(admin.send('POST', `/api/accounts/${person.id}/erasure`))).toEqual({ erased: true })
    expect((await admin.send('POST', `/api/accounts/${person.id}/erasure`)).status).toBe(410)
    expect((await admin.send('POST', '/api/accounts/nobody/erasure')).status).toBe(404)
  })

  test('nobody else may', async () => {
    const [auditor, person, other] = [await signIn('auditor'), await signIn(), await signIn()]
    const hold = { reason: '案件未结', basis: '行政处罚法' }
    for (const one of [auditor, person]) {
      expect((await one.send('POST', `/api/accounts/${other.id}/holds`, hold)).status).toBe(403)
      expect((await one.send('GET', `/api/accounts/${other.id}/holds`)).status).toBe(403)
      expect((await one.send('POST', `/api/accounts/${other.id}/erasure`)).status).toBe(403)
    }
    expect(await database.prisma.user.findUnique({ where: { id: other.id } })).toMatchObject({ erasedAt: null })
    const short = await (await signIn('admin')).send('POST', `/api/accounts/${other.id}/holds`, { reason: ' ', basis: '' })
    expect((await json(short)).errors).toHaveLength(2)
  })
})
