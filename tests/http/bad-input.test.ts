// What should not be sent, sent: each is answered by the right problem and tells nothing, and the service goes on.
import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../indexer/index.ts'
import { SCOPES } from '../../server/access/access.ts'
import { hashKey, mintKey, prefixOf } from '../../server/keys/key-text.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, nextUscc, PASSWORD, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'
import { createVisitor, formsOf } from '../support/visitor.ts'

let app: RunningApp
let admin: TestPerson
let cookie: string
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  admin = await makePerson(app, 'admin')
  cookie = [...admin.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
})
afterAll(() => app.close())
afterEach(async () => {
  const { status } = await fetch(`${app.url}/healthz`)
  if (status !== 200) throw new Error(`the service is not there any more: ${status}`)
})

/** Nothing of what is inside: no stack, no library, no query, no path. */
const INSIDE = /node_modules|\.ts:\d|at \w+ \(|prisma|postgres|select "|insert into|invocation|better-auth|\/work\/|syntaxerror|unexpected token/i

async function expectProblem(response: Response, status: number | number[], code?: string): Promise<{ errors?: { pointer: string; detail: string }[] }> {
  const text = await response.text()
  expect([status].flat(), text.slice(0, 300)).toContain(response.status)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = JSON.parse(text) as { type: string; status: number; title: string; detail: string; errors?: { pointer: string; detail: string }[] }
  expect(problem).toMatchObject({ status: response.status, title: expect.any(String), detail: expect.any(String) })
  if (code) expect(problem.type).toBe(`/problems/${code}`)
  expect(text).not.toMatch(INSIDE)
  expect(text.length).toBeLessThan(20_000)
  return problem
}

const send = (method: string, path: string, body: RequestInit['body'], headers: Record<string, string> = {}) => fetch(app.url + path, { method, body: body ?? null, headers: { cookie, 'content-type': 'application/json', ...headers } })
const organisation = (changes: object = {}) => JSON.stringify({ name: '测试单位', kind: 'ENTERPRISE', uscc: nextUscc(), ...changes })

/** Byte for byte, for what `fetch` refuses to send. */
async function raw(lines: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => {})
  socket.write(lines)
  await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 3_000))])
  socket.destroy()
  return text
}

describe('bodies', () => {
  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/xml', 415],
    ['application/jsonp', 415],
    ['', 415],
    ['application/json; charset=utf-7', 415],
    ['application/json; charset="UTF-16"', 415],
    ['application/json; charset=\u00e9', 415],
    ['application/json; charset=latin1', 415],
  ])('of the type %j are not read', async (type, status) => {
    await expectProblem(await send('POST', '/api/organisations', Buffer.from(organisation()), { 'content-type': type }), status, 'unsupported-media-type')
  })

  test.each([
    ['nothing', ''],
    ['half of it', '{"name": "x"'],
    ['two of them', '{}{}'],
    ['a number', '1'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['not JSON', '<xml/>'],
    ['single quotes', "{'name': 'x'}"],
    ['NaN', '{"version": NaN}'],
    ['a byte order mark and rubbish', '\ufeff%%%'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ])('that are %s are refused', async (_, body) => {
    await expectProblem(await send('POST', '/api/organisations', body), 400, 'invalid-input')
  })

  test('that are too large are refused: plain, compressed, and as a form', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(1_200_000) })
    await expectProblem(await send('POST', '/api/organisations', large), 413, 'too-large')
    const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20))
    await expectProblem(await send('POST', '/api/organisations', bomb, { 'content-encoding': 'gzip' }), 413, 'too-large')
    await expectProblem(await send('POST', '/api/organisations', bomb.subarray(0, 1_000), { 'content-encoding': 'gzip' }), 400, 'invalid-input')
    await expectProblem(await send('POST', '/api/organisations', '{}', { 'content-encoding': 'made-up' }), 415, 'unsupported-media-type')
    const form = await fetch(`${app.url}/sign-in`, { method: 'POST', body: new URLSearchParams({ email: 'x'.repeat(300_000) }) })
    expect(form.status).toBe(413)
    expect(await form.text()).not.toMatch(INSIDE)
  })

  test.each([
    ['lists', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['100,000 lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('that are 10,000 %s inside one another are refused, whole and as a field', async (_, nested) => {
    await expectProblem(await send('POST', '/api/organisations', nested), 400, 'invalid-input')
    await expectProblem(await send('POST', '/api/organisations', `{"name": ${nested}}`), 400, 'invalid-input')
    await expectProblem(await send('POST', '/api/keys', `{"name": "x", "scopes": ${nested}}`), 400, 'invalid-input')
  })

  test('with 100,000 unknown names are refused in few words', async () => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`n${i}`, i])))
    const response = await send('POST', '/api/organisations', body)
    expect(response.status).toBe(400)
    await response.text()
  })

  test('with a name twice: the last one counts, for checking and for doing alike', async () => {
    const uscc = nextUscc()
    const made = await send('POST', '/api/organisations', `{"kind":"BUREAU","kind":"ENTERPRISE","name":"第一个名称","name":"第二个名称","uscc":"x","uscc":"${uscc}"}`)
    expect(made.status).toBe(201)
    expect(await made.json()).toMatchObject({ kind: 'ENTERPRISE', name: '第二个名称', uscc })
    await expectProblem(await send('POST', '/api/organisations', `{"kind":"ENTERPRISE","name":"名称","uscc":"${nextUscc()}","uscc":"x"}`), 400, 'invalid-input')
  })

  test.each([
    ['{"__proto__": {"role": "admin"}, "name": "x", "scopes": ["read:public"]}'],
    ['{"constructor": {"prototype": {"isAdmin": true}}, "name": "x", "scopes": ["read:public"]}'],
    ['{"name": {"__proto__": "x"}, "scopes": ["read:public"]}'],
    ['{"name": "x", "scopes": {"__proto__": ["admin"], "length": 1}}'],
    ['{"name": "x", "scopes": ["__proto__"]}'],
  ])('with names of prototypes are refused and change no prototype: %s', async (body) => {
    await expectProblem(await send('POST', '/api/keys', body), 400, 'invalid-input')
    expect(({} as Record<string, unknown>).role ?? ({} as Record<string, unknown>).isAdmin).toBeUndefined()
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a parameter %s is one that is not known', async (name) => {
    await expectProblem(await fetch(`${app.url}/api/documents?${name}=1`), 400, 'invalid-input')
    await expectProblem(await fetch(`${app.url}/api/documents?${name}[x]=1`), 400, 'invalid-input')
    await expectProblem(await fetch(`${app.url}/api/documents/${name}`), 404, 'not-found')
    await expectProblem(await send('PUT', `/api/account/consents/${name}`, '{"audience":"PUBLIC"}'), 400, 'invalid-input')
  })
})

describe('text that cannot be kept', () => {
  test.each([
    ['a name of an organisation', 'POST', '/api/organisations', (bad: string) => organisation({ name: `单位${bad}` })],
    ['a name of a key', 'POST', '/api/keys', (bad: string) => JSON.stringify({ name: `x${bad}`, scopes: ['read:public'] })],
    ['an id of an organisation', 'POST', '/api/accounts/bcdfghjkmn/roles', (bad: string) => JSON.stringify({ role: 'expert', organisationId: `bcdfghjk${bad}` })],
    ['a reason', 'POST', '/api/accounts/bcdfghjkmn/holds', (bad: string) => JSON.stringify({ reason: `理由${bad}`, basis: '依据' })],
    ['an address', 'POST', '/api/organisations/bcdfghjkmn/invitations', (bad: string) => JSON.stringify({ email: `a${bad}@example.cn`, role: 'enterprise' })],
    ['a name of a field', 'POST', '/api/organisations', (bad: string) => JSON.stringify({ [`name${bad}`]: 'x' })],
  ])('in %s is refused', async (_, method, path, body) => {
    for (const bad of ['\0', '\ud800', '\udc00x']) await expectProblem(await send(method, path, body(bad)), 400, 'invalid-input')
  })

  test.each(['/api/accounts/a%00b', '/api/organisations/%00', '/api/documents/%00', '/api/accounts/%00/holds'])('in the address %s is found nowhere', async (path) => {
    await expectProblem(await send('GET', path, null), 404, 'not-found')
  })

  test.each(['/api/accounts?q=%00', '/api/organisations?q=a%00b', '/api/keys?ownerId=%00'])('in the question %s is refused', async (path) => {
    await expectProblem(await send('GET', path, null), 400, 'invalid-input')
  })

  test.each(['/api/accounts/%', '/api/accounts/%E0%A4%A', '/api/documents/%C0%80', '/%ff'])('malformed escapes in %s are refused', async (path) => {
    const text = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(text).not.toMatch(INSIDE)
  })

  test('on pages and in forms breaks nothing', async () => {
    for (const path of ['/people?q=%00', '/people/%00', '/organisations?q=%00', '/organisations/%00', '/invitations/%00', '/account/keys/%00/revoke', '/audit?actor=%00', '/verify-email?token=%00', '/reset-password?token=%00', '/sign-in?next=%00', '/search?q=%00']) {
      const { status, text } = await admin.browser.get(path)
      expect(status, path).toBeLessThan(500)
      expect(text, path).not.toMatch(INSIDE)
    }
    const form_token = formsOf((await admin.browser.get('/account')).text)[0]!.hidden.form_token!
    for (const [path, values] of Object.entries({
      '/reset-password': { token: 'a\0b', password: 'a long enough sentence' },
      '/verify-email': { token: '\0' },
      '/organisations/new': { name: '单位\0', kind: 'ENTERPRISE', uscc: '\0' },
      '/invitations/%00': {},
      '/account/password': { current: '\0', password: 'a long enough \0 sentence' },
      '/account/privacy/erasure': { email: '\0' },
      '/account/keys': { name: '\0', expiresInDays: '1', draft: '\0', organisationId: '\0' },
    })) {
      const { status, text } = await admin.browser.post(path, { form_token, ...values })
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(status, path).toBeLessThan(500)
      expect(text, path).not.toMatch(INSIDE)
    }
  })
})

describe('names and addresses', () => {
  const sign = (values: Record<string, string>) => createVisitor(app, { address: `172.30.${Math.floor(Math.random() * 255)}.${Math.floor(Math.random() * 255)}` }).submit('/sign-up', '/sign-up', { name: '王五', email: `${mintId()}@example.cn`, password: PASSWORD, ...values })

  test.each([
    ['written backwards', '管理员\u202eabc'],
    ['isolated', '\u2067管理员\u2069'],
    ['with a zero-width space', '管\u200b理员'],
    ['with a soft hyphen', '管\u00ad理员'],
    ['with tags', `x${String.fromCodePoint(0xe0041)}`],
    ['of private characters', '\ue000\ue001'],
    ['with a bell', 'a\u0007b'],
    ['of spaces', ' \u3000\u00a0 '],
    ['of 61 characters', '王'.repeat(61)],
  ])('a person’s name %s is refused', async (_, name) => {
    const { status, text } = await sign({ name })
    expect(status).toBe(422)
    expect(text).not.toMatch(INSIDE)
  })

  test('a name is kept in one form: composed, with single spaces', async () => {
    const email = `${mintId()}@example.cn`
    expect((await sign({ name: '\ufeff Jose\u0301 \u2028\t García\u3000', email })).status).toBe(303)
    expect(await app.database.prisma.user.findUniqueOrThrow({ where: { email } })).toMatchObject({ name: 'José García' })
  })

  test.each(['аdmin@example.cn', 'admin@exаmple.cn', 'admin@example.cn\u200b', '\u202eadmin@example.cn', 'ａｄｍｉｎ@example.cn', 'admin＠example.cn', 'ad min@example.cn', 'admin@@example.cn', 'admin@example', 'a\r\nBcc: x@example.cn', '"a b"@example.cn', `${'a'.repeat(300)}@example.cn`, 'admin@[127.0.0.1]', '<admin@example.cn>', 'a@example.cn,b@example.cn'])('the address %j is none', async (email) => {
    const { status } = await sign({ email })
    expect(status).toBe(422)
    expect(await app.database.prisma.user.count({ where: { email } })).toBe(0)
  })

  test('an address in capitals is the same account', async () => {
    const person = await makePerson(app, null, { signIn: false })
    await sign({ email: person.email.toUpperCase() })
    expect(await app.database.prisma.user.count({ where: { email: { equals: person.email, mode: 'insensitive' } } })).toBe(1)
  })

  test.each(['name', 'email', 'password'])('a %s of a megabyte is refused before it is looked at', async (field) => {
    expect((await sign({ [field]: '王'.repeat(350_000) })).status).toBe(413)
    await expectProblem(await send('POST', '/api/organisations', organisation({ name: 'x'.repeat(1_000_000) })), [400, 413])
  })

  test('1,000 combining marks on a letter are counted as what they are', async () => {
    expect((await sign({ name: `a${'\u0301'.repeat(1_000)}` })).status).toBe(422)
    await expectProblem(await send('POST', '/api/organisations', organisation({ name: `单位${'\u0301'.repeat(1_000)}` })), 400, 'invalid-input')
  })
})

describe('who one says one is', () => {
  const keyFor = async (changes: object) => {
    const owner = await makePerson(app, 'admin', { signIn: false })
    const id = mintId()
    const text = mintKey(id)
    await app.database.prisma.apiKey.create({ data: { id, name: '测试', prefix: prefixOf(id), hash: hashKey(text), scopes: [...SCOPES], ownerId: owner.id, ...changes } })
    return { text, owner }
  }
  const withKey = (authorization: string) => fetch(`${app.url}/api/accounts`, { headers: { authorization } })

  test.each(['Bearer', 'Bearer ', 'Bearer  ', 'Basic YTpi', 'Bearer a b', 'bearer', 'Token abc', `Bearer ${'x'.repeat(513)}`, `Bearer ${'x'.repeat(90_000)}`, 'Bearer tsr_', 'Bearer tsr_bcdfghjkmn_x_y', 'Bearer null', "Bearer ' OR 1=1 --", 'Bearer \u00e9\u00e9', ',', '='.repeat(100)])('Authorization: %s is nobody', async (authorization) => {
    const response = await withKey(authorization.slice(0, 100_000))
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
    await expectProblem(response, 401, 'not-signed-in')
  })

  test('a key is refused that is expired, revoked, altered, or whose owner is suspended or erased', async () => {
    const good = await keyFor({})
    expect((await withKey(`Bearer ${good.text}`)).status).toBe(200)
    const past = new Date(Date.now() - 1_000)
    for (const changes of [{ expiresAt: past }, { revokedAt: past }]) await expectProblem(await withKey(`Bearer ${(await keyFor(changes)).text}`), 401, 'not-signed-in')
    for (const data of [{ suspendedAt: past }, { erasedAt: past }]) {
      const { text, owner } = await keyFor({})
      await app.database.prisma.user.update({ where: { id: owner.id }, data })
      await expectProblem(await withKey(`Bearer ${text}`), 401, 'not-signed-in')
    }
    for (const altered of [good.text.slice(0, -1), `${good.text}x`, good.text.toUpperCase(), good.text.replace(/_(.)/, (_, sign: string) => (sign === 'z' ? '_y' : '_z'))]) await expectProblem(await withKey(`Bearer ${altered}`), 401, 'not-signed-in')
  })

  test('a wrong key is refused even with a good cookie, and where visitors may read', async () => {
    for (const path of ['/api/account', '/api/search?q=x']) await expectProblem(await fetch(app.url + path, { headers: { cookie, authorization: `Bearer ${'x'.repeat(40)}` } }), 401, 'not-signed-in')
  })

  test.each(['registry.session_token=', 'registry.session_token=x', 'registry.session_token=%', 'registry.session_token=%E0%A4%A', 'registry.session_token="', 'registry.session_token=a.b', ';;;===', `registry.session_token=${'x'.repeat(90_000)}`, 'registry.session_token=%00', '__proto__=x; registry.session_token=x', `${'a=b; '.repeat(5_000)}registry.session_token=x`])('the cookie %s is nobody’s', async (bad) => {
    await expectProblem(await fetch(`${app.url}/api/account`, { headers: { cookie: bad } }), 401, 'not-signed-in')
  })

  test('a session that is expired, ended or forged is nobody’s', async () => {
    const { browser, id } = await makePerson(app, null)
    const [name, value] = [...browser.cookies].find(([one]) => one.includes('session_token'))!
    const ask = (token: string) => fetch(`${app.url}/api/account`, { headers: { cookie: `${name}=${token}` } })
    expect((await ask(value)).status).toBe(200)
    const [token = '', signature = ''] = decodeURIComponent(value).split('.')
    for (const forged of [token, `${token}.`, `${token}.${'A'.repeat(signature.length)}`, `${token.slice(1)}x.${signature}`, `${token}.${signature}x`]) await expectProblem(await ask(encodeURIComponent(forged)), 401, 'not-signed-in')
    await app.database.prisma.session.updateMany({ where: { userId: id }, data: { expiresAt: new Date(Date.now() - 1) } })
    await expectProblem(await ask(value), 401, 'not-signed-in')
  })

  test('a form made before signing out is worth nothing after, in the same browser or with the old cookies', async () => {
    const person = await makePerson(app, null)
    const { hidden } = formsOf((await person.browser.get('/account/password')).text).find(({ action }) => action === '/account/password')!
    const before = new Map(person.browser.cookies)
    const values = { ...hidden, current: PASSWORD, password: 'a new sentence of good length' }
    await person.browser.submit('/account', '/sign-out', {})
    expect((await person.browser.post('/account/password', values)).status).toBe(401)
    for (const [name, value] of before) person.browser.cookies.set(name, value)
    expect((await person.browser.post('/account/password', values)).status).toBe(401)
    await person.browser.submit('/sign-in', '/sign-in?next=%2Faccount', { email: person.email, password: PASSWORD })
    expect((await person.browser.post('/account/password', values)).status).toBe(403)
    expect((await createVisitor(app).submit('/sign-in', '/sign-in?next=%2Faccount', { email: person.email, password: PASSWORD })).status).toBe(303)
  })
})

describe('headers and methods', () => {
  test('a header of 100 kB is read, of 200 kB refused; neither stops the service', async () => {
    expect((await fetch(`${app.url}/healthz`, { headers: { 'x-large': 'x'.repeat(100_000) } })).status).toBe(200)
    expect((await fetch(`${app.url}/healthz`, { headers: { 'accept-language': 'x,'.repeat(50_000) } })).status).toBe(200)
    expect(await raw(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(200_000)}\r\n\r\n`)).toMatch(/^(HTTP\/1\.1 431 |$)/)
  })

  test.each([
    ['no method', 'NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no protocol', 'hello\r\n\r\n'],
    ['two lengths', 'POST /api/organisations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a length and chunks', 'POST /api/organisations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a name of a header with a space', 'GET / HTTP/1.1\r\nHost: x\r\nBad Name: x\r\n\r\n'],
    ['a NUL in a header', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n')],
  ])('%s is refused by the server itself', async (_, lines) => {
    expect(await raw(lines)).toMatch(/^(HTTP\/1\.1 4\d\d |$)/)
  })

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s where it is not offered is told what is', async (method) => {
    const response = await fetch(`${app.url}/api/search`, { method })
    expect(response.headers.get('allow')).toBe('GET')
    await expectProblem(response, 405, 'method-not-allowed')
  })

  test.each(['X-HTTP-Method-Override', 'X-Method-Override'])('%s does not change the method', async (name) => {
    await expectProblem(await send('POST', '/api/accounts', '{}', { [name]: 'GET' }), 405, 'method-not-allowed')
  })

  test('an unknown address of the interface is a problem too, and shows nothing of what it was asked', async () => {
    for (const path of ['/api', '/api/nothing', '/api/%3Cscript%3E', '/api/%2e%2e%2fetc%2fpasswd', '/api//search']) await expectProblem(await fetch(app.url + path), 404, 'not-found')
  })
})
