// Keys over HTTP: made and shown once, used, limited, counted and revoked, as JSON and as pages.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VISITOR, type Actor, type Role } from '../../server/access/access.ts'
import { endpoint, nothing, routerOf } from '../../server/http/endpoint.ts'
import { createFormTokens } from '../../server/http/form-token.ts'
import { openApi } from '../../server/http/openapi.ts'
import { pagesRouter } from '../../server/http/page.ts'
import { problemHandler } from '../../server/http/problem.ts'
import { createRateLimit } from '../../server/http/rate-limit.ts'
import { requestLog } from '../../server/http/request-log.ts'
import { requestId } from '../../server/http/security.ts'
import { identify, SESSION_COOKIE } from '../../server/http/session.ts'
import { keysEndpoints } from '../../server/keys/api.ts'
import { actorOfKey, createKeyCache } from '../../server/keys/authenticate.ts'
import { ensureBootstrapKey } from '../../server/keys/keys.ts'
import { keysPages } from '../../server/keys/pages.ts'
import { createKeyUsage, type KeyUsageCounter } from '../../server/keys/usage.ts'
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { testDatabase } from '../support/database.ts'
import { z } from 'zod'

const BOOTSTRAP = 'bootstrap-secret-of-more-than-32-characters'
const LIMIT = 40

let prisma: PrismaClient
let usage: KeyUsageCounter
let server: Server
let url: string
let logged = ''
let description: any // oxlint-disable-line no-explicit-any
const people = new Map<string, Actor>()

beforeAll(async () => {
  ;({ prisma } = await testDatabase())
  await ensureBootstrapKey({ prisma }, BOOTSTRAP)
  usage = createKeyUsage({ prisma, report: (error) => expect.fail(String(error)) })
  const cache = createKeyCache()
  const limit = createRateLimit({ perMinuteAddress: 10_000, perMinuteKey: LIMIT, count: usage.count })
  const deps = { prisma, cache, usage, allowanceOf: limit.allowanceOf }
  const log = pino({ level: 'info' }, new Writable({ write: (chunk, _, done) => ((logged += String(chunk)), done()) }))
  const tokens = createFormTokens({ secret: 'only for this test', secure: false })
  const rules = { requireSecondFactor: false }
  const read = endpoint({ method: 'get', path: '/api/read', summary: 'Anything', permission: 'library:read', query: nothing, params: nothing, response: z.object({}), problems: [], handle: () => ({}) })
  const endpoints = [...keysEndpoints(deps), read]
  description = openApi(endpoints)

  const app = express()
  app.use(requestId, requestLog(log))
  // The cookie's value is the person's id: how sessions are opened is not tested here.
  app.use(identify({ secure: false, openSession: async (headers) => {
    const actor = people.get(/session_token=(\w+)/.exec(headers.get('cookie') ?? '')?.[1] ?? '')
    return actor ? { actor, person: { id: actor.id!, name: '甲' } } : null
  }, authenticateKey: (bearer) => actorOfKey({ prisma, cache }, bearer) }))
  app.use(limit, tokens.offer, routerOf(endpoints, rules), pagesRouter(keysPages(deps), { ...rules, tokens }))
  app.use(problemHandler(log))
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await usage.close()
})

async function person(...roles: Role[]): Promise<string> {
  const id = mintId()
  const grants = roles.map((role) => ({ role, organisationId: null }))
  await prisma.user.create({ data: { id, name: '甲', email: `${id}@example.com`, roles: { create: grants.map((grant) => ({ id: mintId(), ...grant })) } } })
  people.set(id, { ...VISITOR, kind: 'person', id, userId: id, grants, sessionId: `s-${id}` })
  return id
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const cookie = (id: string) => ({ cookie: `${SESSION_COOKIE}=${id}` })
const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => fetch(url + path, { redirect: 'manual', ...init, headers })
const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) => ask(path, { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) }, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
const json = async (response: Response) => (await response.json()) as Record<string, any> // oxlint-disable-line no-explicit-any
const make = async (headers: Record<string, string>, changes: object = {}) => json(await send('POST', '/api/keys', headers, { name: '官网检索', scopes: ['read:public'], ...changes }))

describe('/api/keys', () => {
  test('a key is made with 201, works, is listed without its text, and ends at once when it is revoked', async () => {
    const id = await person('admin')
    const response = await send('POST', '/api/keys', cookie(id), { name: '官网检索', scopes: ['read:public', 'admin'] })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toContain('no-store')
    const made = await json(response)
    expect((await ask('/api/read', bearer(made.key))).status).toBe(200)
    const list = await (await ask('/api/keys', bearer(made.key))).text()
    expect(JSON.parse(list)).toMatchObject({ total: 1, page: 1, size: 20, items: [{ id: made.id, prefix: made.prefix, state: 'live' }] })
    expect(list).not.toContain(made.key.slice(16, 40))
    expect(await json(await send('DELETE', `/api/keys/${made.id}`, cookie(id)))).toMatchObject({ id: made.id, state: 'revoked' })
    const refused = await ask('/api/read', bearer(made.key))
    expect(refused.status).toBe(401)
    expect((await json(refused)).detail).toContain('已停用')
  })

  test('visitors, wrong keys and keys without the admin scope are turned away', async () => {
    expect((await ask('/api/keys')).status).toBe(401)
    expect((await send('POST', '/api/keys', {}, { name: 'x', scopes: ['read:public'] })).status).toBe(401)
    for (const wrong of ['tsr_nonsense', 'x'.repeat(40)]) expect((await ask('/api/read', bearer(wrong))).status).toBe(401)
    const { key } = await make(cookie(await person('admin')))
    expect((await ask('/api/keys', bearer(key))).status).toBe(403)
  })

  test('another person’s key can be neither seen nor revoked', async () => {
    const [owner, other] = [await person(), await person('bureau_leader')]
    const { id, key } = await make(cookie(owner))
    expect((await ask(`/api/keys?ownerId=${owner}`, cookie(other))).status).toBe(403)
    expect((await send('DELETE', `/api/keys/${id}`, cookie(other))).status).toBe(403)
    expect((await ask('/api/read', bearer(key))).status).toBe(200)
  })

  test('all that is wrong is told at once', async () => {
    const response = await send('POST', '/api/keys', cookie(await person()), { name: '', scopes: ['everything'], expiresInDays: 731, colour: 'red' })
    expect(response.status).toBe(400)
    expect((await json(response)).errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['#/body/colour', '#/body/expiresInDays', '#/body/name', '#/body/scopes/0'])
    expect((await send('DELETE', '/api/keys/none', cookie(await person()))).status).toBe(400)
    expect((await send('DELETE', `/api/keys/${mintId()}`, cookie(await person()))).status).toBe(404)
  })

  test('the operator’s key makes keys for people and for the service', async () => {
    const owner = await person('bureau_officer')
    expect(await make(bearer(BOOTSTRAP), { scopes: ['match'], ownerId: owner })).toMatchObject({ ownerId: owner })
    const service = await make(bearer(BOOTSTRAP), { scopes: ['match', 'admin'] })
    expect(service).toMatchObject({ ownerId: null })
    expect((await ask('/api/keys', bearer(service.key))).status).toBe(200)
  })

  test('is described', () => {
    expect(Object.keys(description.paths['/api/keys'])).toEqual(['get', 'post'])
    expect(description.paths['/api/keys'].post.responses['201']).toBeDefined()
    expect(description.paths['/api/keys'].post.requestBody.content['application/json'].schema.required.toSorted()).toEqual(['name', 'scopes'])
    expect(description.paths['/api/usage'].get.responses['200']).toBeDefined()
  })
})

describe('/api/usage', () => {
  test('a key over its limit gets 429 with Retry-After, can still read its usage, and both are counted', async () => {
    const { key, id } = await make(bearer(BOOTSTRAP), { perMinute: 3 })
    const statuses: number[] = []
    let response!: Response
    for (let i = 0; i < 5; i++) statuses.push((response = await ask('/api/read', bearer(key))).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(response.headers.get('ratelimit-policy')).toBe('"key";q=3;w=60')
    const own = await json(await ask('/api/usage', bearer(key)))
    expect(own.items).toEqual([{ id, name: '官网检索', prefix: `tsr_${id}`, today: { requests: 6, throttled: 2 }, last30Days: { requests: 6, throttled: 2 }, limit: 3, remaining: 0, resetSeconds: expect.any(Number) }])
    await usage.flush()
    expect(await prisma.apiKeyUsage.findMany({ where: { keyId: id }, select: { requests: true, throttled: true } })).toEqual([{ requests: 6, throttled: 2 }])
    expect((await json(await ask('/api/usage', bearer(key)))).items[0].today).toEqual({ requests: 7, throttled: 2 })
  })

  test('a person sees all their keys, each with its limit', async () => {
    const id = await person()
    await make(cookie(id), { name: '一' })
    const { key } = await make(cookie(id), { name: '二' })
    await ask('/api/read', bearer(key))
    const { items } = await json(await ask('/api/usage', cookie(id)))
    expect(items.map((it: { name: string; limit: number; remaining: number; today: { requests: number } }) => [it.name, it.limit, it.remaining, it.today.requests])).toEqual([['二', LIMIT, LIMIT - 1, 1], ['一', LIMIT, LIMIT, 0]])
    expect((await ask('/api/usage')).status).toBe(401)
    expect((await json(await ask('/api/usage', bearer(BOOTSTRAP)))).items).toMatchObject([{ name: 'bootstrap' }])
  })
})

const valueOf = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!
const post = (path: string, id: string, fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])))
  return ask(path, { ...cookie(id), 'sec-fetch-site': 'same-origin' }, { method: 'POST', body })
}
const open = async (id: string, path = '/account/keys') => (await ask(path, cookie(id))).text()

describe('/account/keys', () => {
  test('the form makes a key that is shown on that page and never again; a reload makes no second one', async () => {
    const id = await person('bureau_officer')
    const before = await open(id)
    expect(before).toContain('value="match"')
    expect(before).not.toContain('value="admin"')
    const form = { form_token: valueOf(before, 'form_token'), draft: valueOf(before, 'draft'), name: '<b>脚本</b>', scopes: ['match', 'read:public'], expiresInDays: '30' }
    const response = await post('/account/keys', id, form)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toContain('no-store')
    const shown = await response.text()
    const key = /tsr_\w{10}_[\w-]{43}_[\w-]{6}/.exec(shown)![0]
    expect(shown.split(key)).toHaveLength(2)
    expect([response.headers.get('set-cookie'), response.headers.get('location'), response.url].join(' ')).not.toContain(key)
    expect((await ask('/api/read', bearer(key))).status).toBe(200)

    const after = await open(id)
    expect(after).toContain(key.slice(0, 14))
    expect(after).toContain('&lt;b&gt;脚本&lt;/b&gt;')
    expect(after).not.toContain(key.slice(15, 40))
    expect(logged).toContain('/account/keys')
    expect(logged).not.toContain(key.slice(15, 40))

    const again = await post('/account/keys', id, form)
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('已经提交过')
    expect(await prisma.apiKey.findMany({ where: { ownerId: id }, select: { scopes: true } })).toEqual([{ scopes: ['read:public', 'match'] }])
  })

  test('a form with mistakes comes back with 422, a summary that leads to the fields, and what was typed', async () => {
    const id = await person()
    const before = await open(id)
    const response = await post('/account/keys', id, { form_token: valueOf(before, 'form_token'), draft: valueOf(before, 'draft'), name: '', scopes: ['read:standards'], expiresInDays: '731' })
    expect(response.status).toBe(422)
    const page = await response.text()
    for (const name of ['name', 'expiresInDays']) {
      expect(page).toContain(`href="#${name}"`)
      expect(page).toMatch(new RegExp(`id="${name}"[^>]* aria-invalid="true"`))
    }
    expect(page).toContain('value="731"')
    expect(page).toMatch(/value="read:standards"[^>]* checked/)
    expect(page).not.toMatch(/value="read:public"[^>]* checked/)
    const beyond = await post('/account/keys', id, { form_token: valueOf(page, 'form_token'), draft: valueOf(page, 'draft'), name: '甲', scopes: ['admin'], expiresInDays: '30' })
    expect(beyond.status).toBe(422)
    expect(await beyond.text()).toContain('href="#scopes"')
    expect(await prisma.apiKey.count({ where: { ownerId: id } })).toBe(0)
  })

  test('revoking asks first, then ends the key; the list says so and shows what it was used for', async () => {
    const id = await person()
    const { id: keyId, key } = await make(cookie(id))
    for (let i = 0; i < 2; i++) await ask('/api/read', bearer(key))
    const list = await open(id)
    expect(list).toContain(`/account/keys/${keyId}/revoke`)
    expect([...list.matchAll(/<td class="n" data-name="[^"]*">(\d+)<\/td>/g)].map(([, count]) => count)).toEqual(['2', '2', '0'])
    const question = await open(id, `/account/keys/${keyId}/revoke`)
    expect(question).toContain('不能恢复')
    expect((await ask('/api/read', bearer(key))).status).toBe(200)
    const response = await post(`/account/keys/${keyId}/revoke`, id, { form_token: valueOf(question, 'form_token') })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account/keys?revoked=1'])
    expect((await ask('/api/read', bearer(key))).status).toBe(401)
    const after = await open(id, '/account/keys?revoked=1')
    expect(after).toContain('role="status"')
    expect(after).not.toContain(`/account/keys/${keyId}/revoke`)
  })

  test('without the form’s token, by a visitor or another person nothing happens', async () => {
    const [owner, other] = [await person(), await person()]
    const { id: keyId, key } = await make(cookie(owner))
    const page = await open(other)
    expect((await post(`/account/keys/${keyId}/revoke`, owner, {})).status).toBe(403)
    expect((await post(`/account/keys/${keyId}/revoke`, owner, { form_token: valueOf(page, 'form_token') })).status).toBe(403)
    expect((await post(`/account/keys/${keyId}/revoke`, other, { form_token: valueOf(page, 'form_token') })).status).toBe(403)
    expect((await ask(`/account/keys/${keyId}/revoke`, cookie(other))).status).toBe(403)
    expect((await ask('/account/keys/a%00b/revoke', cookie(other))).status).toBe(404)
    const visitor = await ask('/account/keys')
    expect([visitor.status, visitor.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount%2Fkeys'])
    expect((await ask('/api/read', bearer(key))).status).toBe(200)
  })

  test('speaks English when asked to', async () => {
    const page = await open(await person(), '/account/keys?lang=en')
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('Make the key')
  })
})
