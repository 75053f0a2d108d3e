import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, oneTimeCode, PASSWORD } from '../support/people.ts'
import { createVisitor, formsOf, linkMailedTo } from '../support/visitor.ts'
import { FIXTURES } from '../support/site.ts'

let app: RunningApp
beforeAll(async () => (app = await startApp({ content: FIXTURES })))
afterAll(() => app.close())

const SIGN_IN = '/sign-in?next=%2Faccount'
let address = 0
const newcomer = () => createVisitor(app, { address: `172.16.0.${++address}` })
const entries = (action: string, subjectId?: string) => app.database.prisma.auditEntry.findMany({ where: { action, ...(subjectId && { subjectId }) }, orderBy: { seq: 'asc' } })

describe('registering', () => {
  test('by mail: the address is verified by a button, then one signs in', async () => {
    const browser = newcomer()
    const email = 'new.person@example.cn'
    const sent = await browser.submit('/sign-up', '/sign-up', { name: '  张　三 ', email: 'New.Person@Example.cn', password: PASSWORD })
    expect(sent).toMatchObject({ status: 303, location: '/sign-up/sent' })
    expect((await browser.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })).text).toContain('邮箱还没有验证')
    const link = await linkMailedTo(app, email)
    expect((await browser.submit(link, '/verify-email', {})).location).toBe('/verify-email/done')
    expect((await browser.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })).location).toBe('/account')
    const account = await browser.get('/account')
    expect(account.text).toContain('张 三')
    expect(account.headers.get('cache-control')).toBe('private, no-store')
    const user = await app.database.prisma.user.findUniqueOrThrow({ where: { email } })
    expect((await entries('account:register', user.id)).map(({ outcome }) => outcome)).toEqual(['DONE'])
    expect((await entries('session:open', user.id)).map(({ outcome }) => outcome)).toEqual(['FAILED', 'DONE'])
  })

  test('an address that has an account gets the same answer, and a mail that says so', async () => {
    const { email } = await makePerson(app, null, { signIn: false })
    const browser = newcomer()
    expect(await browser.submit('/sign-up', '/sign-up', { name: '李四', email, password: PASSWORD })).toMatchObject({ status: 303, location: '/sign-up/sent' })
    expect(await linkMailedTo(app, email)).toBe('/forgot-password')
  })

  test.each([
    ['a short password', { password: 'short' }, /至少 12 个字符/],
    ['a dull password', { password: 'aaaaaaaaaaaaaaaa' }, /太简单/],
    ['no address', { email: 'nobody' }, /有效的邮箱/],
    ['an address of look-alike letters', { email: 'аdmin@example.cn' }, /有效的邮箱/],
    ['no name', { name: ' ' }, /请填写姓名/],
    ['a name that runs backwards', { name: '管理员\u202eabc' }, /看不见的字符/],
  ])('%s is refused beside the field, and what was typed is kept', async (_, wrong, words) => {
    const { status, text } = await newcomer().submit('/sign-up', '/sign-up', { name: '王五', email: 'w5@example.cn', password: PASSWORD, ...wrong })
    expect(status).toBe(422)
    expect(text).toMatch(words)
    expect(text).toContain('role="alert"')
    expect(text).not.toContain(PASSWORD)
  })
})

describe('signing in', () => {
  test('a wrong password and an unknown address read the same', async () => {
    const { email } = await makePerson(app, null, { signIn: false })
    const wrong = await newcomer().submit('/sign-in', SIGN_IN, { email, password: 'not this one' })
    const unknown = await newcomer().submit('/sign-in', SIGN_IN, { email: 'nobody@example.cn', password: 'not this one' })
    const strip = (text: string) => text.replaceAll(email, '').replaceAll('nobody@example.cn', '').replace(/value="[^"]*"/g, '')
    expect([wrong.status, unknown.status]).toEqual([422, 422])
    expect(strip(wrong.text)).toBe(strip(unknown.text))
  })

  test('ten failures lock the account, from wherever they come; the right password does not help', async () => {
    const { email } = await makePerson(app, null, { signIn: false })
    for (let i = 0; i < 10; i++) expect((await newcomer().submit('/sign-in', SIGN_IN, { email, password: 'not this one' })).status).toBe(422)
    const locked = await newcomer().submit('/sign-in', SIGN_IN, { email, password: PASSWORD })
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('nine failures and a success leave the account open', async () => {
    const { email } = await makePerson(app, null, { signIn: false })
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 9; i++) await newcomer().submit('/sign-in', SIGN_IN, { email, password: 'not this one' })
      expect((await newcomer().submit('/sign-in', SIGN_IN, { email, password: PASSWORD })).status).toBe(303)
    }
  })

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\tevil', 'javascript:alert(1)'])('never leads to %s', async (next) => {
    const { email } = await makePerson(app, null, { signIn: false })
    const page = `/sign-in?next=${encodeURIComponent(next)}`
    expect((await newcomer().submit(page, SIGN_IN, { email, password: PASSWORD })).location).toBe('/account')
  })

  test('leads back to the page that asked for it', async () => {
    const { email } = await makePerson(app, null, { signIn: false })
    const browser = newcomer()
    const { location } = await browser.get('/account/keys')
    expect(location).toBe('/sign-in?next=%2Faccount%2Fkeys')
    expect((await browser.submit(location!, '/sign-in?next=%2Faccount%2Fkeys', { email, password: PASSWORD })).location).toBe('/account/keys')
  })

  test('a suspended account opens no session, and its open ones end', async () => {
    const admin = await makePerson(app, 'admin')
    const person = await makePerson(app, 'enterprise')
    expect((await admin.browser.submit(`/people/${person.id}`, `/people/${person.id}/suspend`, {})).status).toBe(303)
    expect((await person.browser.get('/account')).location).toContain('/sign-in')
    expect((await person.browser.submit('/sign-in', SIGN_IN, { email: person.email, password: PASSWORD })).text).toContain('已停用')
    await admin.browser.submit(`/people/${person.id}`, `/people/${person.id}/restore`, {})
    expect((await person.browser.submit('/sign-in', SIGN_IN, { email: person.email, password: PASSWORD })).status).toBe(303)
  })

  test('malformed and tampered cookies open nothing and break nothing', async () => {
    const { browser } = await makePerson(app, 'admin')
    const [name, value] = [...browser.cookies].find(([cookie]) => cookie.includes('session_token'))!
    for (const bad of ['', 'x', '%', '%E0%A4%A', value.slice(0, -8) + 'AAAAAAAA', 'a.b.c', '"', '\u0001', 'x'.repeat(8_000)]) {
      const response = await fetch(`${app.url}/account`, { redirect: 'manual', headers: { cookie: `${name}=${bad.replace('\u0001', '%01')}` } })
      expect([303], bad.slice(0, 20)).toContain(response.status)
    }
  })
})

describe('sessions', () => {
  test('sign out ends this one; its cookie is worth nothing afterwards', async () => {
    const { browser, id } = await makePerson(app, null)
    const kept = new Map(browser.cookies)
    expect((await browser.submit('/account', '/sign-out', {})).location).toBe('/signed-out')
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect((await browser.get('/account')).location).toContain('/sign-in')
    expect((await entries('session:close', id)).length).toBe(1)
  })

  test('sign out everywhere ends all of them', async () => {
    const person = await makePerson(app, null)
    const other = newcomer()
    await other.submit('/sign-in', SIGN_IN, { email: person.email, password: PASSWORD })
    expect((await other.get('/account')).status).toBe(200)
    await person.browser.submit('/account', '/sign-out/everywhere', {})
    expect((await other.get('/account')).location).toContain('/sign-in')
    expect((await person.browser.get('/account')).location).toContain('/sign-in')
  })

  test('one device can be ended from another, but not somebody else’s', async () => {
    const person = await makePerson(app, null)
    const other = newcomer()
    await other.submit('/sign-in', SIGN_IN, { email: person.email, password: PASSWORD })
    const action = formsOf((await person.browser.get('/account')).text).find((form) => /sessions\/\w+\/end/.test(form.action))!.action
    const stranger = await makePerson(app, null)
    expect((await stranger.browser.post(action, { form_token: formsOf((await stranger.browser.get('/account')).text)[0]!.hidden.form_token! })).status).toBe(403)
    expect((await other.get('/account')).status).toBe(200)
    expect((await person.browser.submit('/account', action, {})).status).toBe(303)
    expect((await other.get('/account')).location).toContain('/sign-in')
    expect((await entries('account:change')).at(-1)).toMatchObject({ outcome: 'DENIED', actorId: stranger.id })
  })

  test('an expired session opens nothing', async () => {
    const { browser, id } = await makePerson(app, null)
    await app.database.prisma.session.updateMany({ where: { userId: id }, data: { expiresAt: new Date(Date.now() - 1_000) } })
    expect((await browser.get('/account')).location).toContain('/sign-in')
  })
})

describe('passwords', () => {
  test('a forgotten one is set anew by a link that works once, and every session ends', async () => {
    const { browser, email } = await makePerson(app, null)
    const forgetful = newcomer()
    expect((await forgetful.submit('/forgot-password', '/forgot-password', { email })).location).toBe('/forgot-password/sent')
    const link = await linkMailedTo(app, email)
    const password = 'another sentence to remember'
    expect((await forgetful.submit(link, '/reset-password', { password })).location).toBe('/reset-password/done')
    expect((await browser.get('/account')).location).toContain('/sign-in')
    expect((await forgetful.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })).status).toBe(422)
    expect((await forgetful.submit('/sign-in', SIGN_IN, { email, password })).status).toBe(303)
    const again = await newcomer().submit(link, '/reset-password', { password: 'and one more sentence' })
    expect(again.status).toBe(422)
    expect(again.text).toContain('已经用过或过期')
  })

  test('asking for an unknown address answers the same and sends nothing', async () => {
    const before = await app.database.prisma.mail.count()
    expect((await newcomer().submit('/forgot-password', '/forgot-password', { email: 'unknown@example.cn' })).location).toBe('/forgot-password/sent')
    expect(await app.database.prisma.mail.count()).toBe(before)
  })

  test('changing it needs the present one, and ends the other sessions', async () => {
    const person = await makePerson(app, null)
    const other = newcomer()
    await other.submit('/sign-in', SIGN_IN, { email: person.email, password: PASSWORD })
    const password = 'quite a different sentence'
    expect((await person.browser.submit('/account/password', '/account/password', { current: 'wrong', password })).text).toContain('现在的密码不对')
    expect((await person.browser.submit('/account/password', '/account/password', { current: PASSWORD, password })).status).toBe(303)
    expect((await other.get('/account')).location).toContain('/sign-in')
    expect((await person.browser.get('/account')).status).toBe(200)
  })

  test('are kept as argon2id and nowhere in words', async () => {
    const { id } = await makePerson(app, null)
    const { password } = await app.database.prisma.credential.findFirstOrThrow({ where: { userId: id } })
    expect(password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

describe('the second factor', () => {
  async function enrol() {
    const person = await makePerson(app, 'bureau_officer')
    const shown = await person.browser.submit('/account/second-factor', '/account/second-factor', { password: PASSWORD })
    const secret = /<code>([A-Z2-7 ]{16,})<\/code>/.exec(shown.text)![1]!
    const codes = [...shown.text.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code]) => code!)
    const token = formsOf(shown.text).find(({ action }) => action === '/account/second-factor/confirm')!.hidden
    return { ...person, secret, codes, token }
  }

  test('is in force once a code was given; then a password alone opens nothing', async () => {
    const { browser, email, secret, codes, token } = await enrol()
    expect(codes).toHaveLength(10)
    const wrong = await browser.post('/account/second-factor/confirm', { ...token, code: '000000' })
    expect(wrong.text).toContain('口令不对')
    expect((await browser.post('/account/second-factor/confirm', { ...token, code: oneTimeCode(secret) })).status).toBe(303)
    expect((await browser.get('/account')).text).toContain('已启用')

    const other = newcomer()
    const half = await other.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })
    expect(half.location).toBe('/sign-in/code?next=%2Faccount')
    expect((await other.get('/account')).location).toContain('/sign-in')
    expect((await other.submit(half.location!, '/sign-in/code?next=%2Faccount', { code: '000 000' })).text).toContain('口令不对')
    expect((await other.submit(half.location!, '/sign-in/code?next=%2Faccount', { code: oneTimeCode(secret) })).location).toBe('/account')
    expect((await other.get('/account')).status).toBe(200)

    const third = newcomer()
    await third.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })
    expect((await third.submit('/sign-in/code', '/sign-in/code?next=%2Faccount', { code: codes[0]! })).status).toBe(303)
    const fourth = newcomer()
    await fourth.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })
    expect((await fourth.submit('/sign-in/code', '/sign-in/code?next=%2Faccount', { code: codes[0]! })).status).toBe(422)
  })

  test('guessing codes ends the attempt, although each refusal is a transaction of its own', async () => {
    const { browser, email, secret, token } = await enrol()
    await browser.post('/account/second-factor/confirm', { ...token, code: oneTimeCode(secret) })
    const guesser = newcomer()
    await guesser.submit('/sign-in', SIGN_IN, { email, password: PASSWORD })
    for (let i = 0; i < 6; i++) await guesser.submit('/sign-in/code', '/sign-in/code?next=%2Faccount', { code: String(i).repeat(6) })
    expect((await guesser.submit('/sign-in/code', '/sign-in/code?next=%2Faccount', { code: oneTimeCode(secret) })).status).toBe(422)
    const counted = await app.database.prisma.twoFactor.findFirst({ where: { user: { email } } })
    expect(counted!.failedVerificationCount).toBeGreaterThanOrEqual(5)
  })
})

describe('forms', () => {
  const form = { email: 'a@example.cn', password: 'whatever it is' }

  test.each([
    ['without a token', {}],
    ['with a token of nobody', { form_token: 'abc.def.ghi' }],
    ['with a token that is too long', { form_token: 'x'.repeat(20_000) }],
  ])('%s are refused', async (_, token) => {
    const browser = newcomer()
    await browser.get('/sign-in')
    expect((await browser.post('/sign-in', { ...form, ...token })).status).toBe(403)
  })

  test('a token of another browser or session is refused', async () => {
    const [mine, theirs] = [await makePerson(app, null), await makePerson(app, null)]
    const { hidden } = formsOf((await theirs.browser.get('/account')).text).find(({ action }) => action === '/sign-out')!
    expect((await mine.browser.post('/sign-out', hidden)).status).toBe(403)
    expect((await theirs.browser.post('/sign-out', hidden)).status).toBe(303)
    expect((await theirs.browser.post('/sign-out', hidden)).status).toBe(401)
  })

  test.each([[{ 'sec-fetch-site': 'cross-site' }], [{ 'sec-fetch-site': 'same-site' }], [{ origin: 'https://evil.example' }], [{ origin: 'null' }]])('sent from elsewhere are refused: %o', async (headers) => {
    const { browser } = await makePerson(app, null)
    const { hidden } = formsOf((await browser.get('/account')).text).find(({ action }) => action === '/sign-out')!
    expect((await browser.post('/sign-out', hidden, headers as Record<string, string>)).status).toBe(403)
    expect((await browser.get('/account')).status).toBe(200)
  })

  test('of another content type are refused before they are read', async () => {
    const { browser } = await makePerson(app, null)
    expect((await browser.api('POST', '/sign-out', { a: 1 })).status).toBe(415)
  })
})
