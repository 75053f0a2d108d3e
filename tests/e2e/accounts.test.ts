// The way of a newcomer in a real browser, keys of the keyboard only: from registering to signing out everywhere; no accessibility violation on the way.
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { look } from '../support/look.ts'
import { makePerson, nextUscc, oneTimeCode, PASSWORD } from '../support/people.ts'
import { openSite, type Site } from '../support/site.ts'
import { linkMailedTo } from '../support/visitor.ts'

describe.skipIf(!hasBrowser)('accounts in a browser', () => {
  let site: Site
  let browser: Browser
  beforeAll(async () => {
    site = await openSite()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  const pathOf = (page: Page): string => new URL(page.url()).pathname

  /** Presses Tab until the focus is on what is meant: what the keyboard cannot reach is not there. */
  async function tabTo(page: Page, what: string): Promise<void> {
    const isThere = `document.activeElement === document.querySelector(${JSON.stringify(what)})`
    await page.locator(what).first().waitFor()
    for (let i = 0; i < 150; i++) {
      if (await page.evaluate(isThere)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach ${what} on ${page.url()}`)
  }

  async function type(page: Page, field: string, text: string): Promise<void> {
    await tabTo(page, field)
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(text)
  }

  /** Enter on a button or link that leads to another page. */
  async function press(page: Page, what: string): Promise<void> {
    await tabTo(page, what)
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
  }

  async function open(path: string, context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await browser.newContext())).newPage()
    await page.goto(site.url + path)
    return page
  }

  async function signIn(page: Page, email: string): Promise<void> {
    await page.goto(`${site.url}/sign-in`)
    await type(page, '#email', email)
    await type(page, '#password', PASSWORD)
    await press(page, 'main form button')
    expect(pathOf(page)).toBe('/account')
  }

  /** Registers and follows the link in the mail; ends on the page that says that the address is verified. */
  async function register(page: Page, name: string, email: string): Promise<void> {
    await page.goto(`${site.url}/sign-up`)
    await type(page, '#name', name)
    await type(page, '#email', email)
    await type(page, '#password', PASSWORD)
    await press(page, 'main form button')
    expect(pathOf(page)).toBe('/sign-up/sent')
    await page.goto(site.url + (await linkMailedTo(site, email)))
    await press(page, 'main form button')
    expect(pathOf(page)).toBe('/verify-email/done')
  }

  test('from registering to signing out everywhere, by keyboard', { timeout: 300_000 }, async () => {
    const email = 'ouyang@example.cn'
    const page = await open('/sign-in')
    await look(page)

    await press(page, 'a[href="/sign-up"]')
    await look(page)
    await type(page, '#name', '欧阳建国')
    await type(page, '#email', 'ouyang')
    await type(page, '#password', 'short')
    await press(page, 'main form button')
    expect(await page.locator('[role=alert]').innerText()).toContain('密码至少 12 个字符')
    await look(page)
    // The summary leads to the field, which kept what was typed.
    await tabTo(page, '[role=alert] a[href="#email"]')
    await page.keyboard.press('Enter')
    await tabTo(page, '#email')
    expect(await page.inputValue('#email')).toBe('ouyang')
    expect(await page.inputValue('#password')).toBe('')
    await register(page, '欧阳建国', email)
    await look(page)
    await signIn(page, email)
    await look(page)

    await press(page, 'a[href="/organisations/new"]')
    await type(page, '#name', '江门市示例精密机械有限公司')
    await type(page, '#uscc', '91440700MA5')
    await press(page, 'main form button')
    expect(await page.locator('#uscc-problem').innerText()).toContain('18 位')
    await look(page)
    await type(page, '#uscc', nextUscc())
    await press(page, 'main form button')
    expect(pathOf(page)).toBe('/account')
    expect(await page.locator('main').innerText()).toContain('待确认')

    const organisation = await site.database.prisma.organisation.findFirstOrThrow({ where: { name: '江门市示例精密机械有限公司' } })
    const officer = await makePerson(site, 'bureau_officer', { signIn: false })
    const desk = await open('/sign-in')
    await signIn(desk, officer.email)
    await press(desk, 'main a[href="/organisations"]')
    await look(desk)
    await press(desk, `a[href="/organisations/${organisation.id}"]`)
    await look(desk)
    await press(desk, 'form[action$="/confirm"] button')
    expect(await desk.locator('.facts').innerText()).not.toContain('待确认')
    await desk.context().close()

    await page.goto(`${site.url}/organisations/${organisation.id}`)
    const colleague = 'li@example.cn'
    await type(page, '#email', colleague)
    await press(page, 'form[action$="/invitations"] button')
    expect(await page.locator('main').innerText()).toContain(colleague)
    await look(page)

    const other = await open('/sign-up')
    const invitation = await linkMailedTo(site, colleague)
    await register(other, '李四', colleague)
    await signIn(other, colleague)
    await other.goto(site.url + invitation)
    await look(other)
    await press(other, 'main form button')
    expect(pathOf(other)).toBe(`/organisations/${organisation.id}`)
    expect(await other.locator('main').innerText()).toContain('李四')
    await other.context().close()

    await page.goto(`${site.url}/account/keys`)
    await look(page)
    await type(page, '#name', '官网检索')
    await press(page, 'main form button')
    const key = await page.locator('#new-key').innerText()
    const withKey = () => fetch(`${site.url}/api/usage`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status)
    expect(await withKey()).toBe(200)
    await look(page)
    await press(page, 'main .ways a[href="/account/keys"]')
    expect(await page.content()).not.toContain(key)
    await look(page)
    await press(page, 'a[href$="/revoke"]')
    await look(page)
    await press(page, 'main form button')
    expect(await page.locator('[role=status]').first().innerText()).toContain('密钥已停用')
    expect(await withKey()).toBe(401)

    await page.goto(`${site.url}/account/privacy`)
    await look(page)
    const download = page.waitForEvent('download')
    await tabTo(page, 'a[href="/account/privacy/data"]')
    await page.keyboard.press('Enter')
    const kept = readFileSync(await (await download).path(), 'utf8')
    expect(kept).toContain(email)
    expect(kept).not.toContain(key)

    const elsewhere = await open('/sign-in')
    await signIn(elsewhere, email)
    await page.goto(`${site.url}/account`)
    await press(page, 'form[action="/sign-out/everywhere"] button')
    expect(pathOf(page)).toBe('/signed-out')
    await look(page)
    await elsewhere.goto(`${site.url}/account`)
    expect(pathOf(elsewhere)).toBe('/sign-in')
    await Promise.all([elsewhere.context().close(), page.context().close()])
  })

  test('the second factor: set up with an app, asked for at the next sign-in, by keyboard', async () => {
    const { email } = await makePerson(site, 'admin', { signIn: false })
    const page = await open('/sign-in')
    await signIn(page, email)
    await press(page, 'a[href="/account/second-factor"]')
    await look(page)
    await type(page, '#password', PASSWORD)
    await press(page, 'main form button')
    await look(page)
    const secret = (await page.locator('main p code').first().innerText()).replace(/\s/g, '')
    expect(await page.locator('.codes li').count()).toBe(10)
    await type(page, '#code', oneTimeCode(secret))
    await press(page, 'main form button')
    expect(await page.locator('main').innerText()).toContain('已启用')
    await press(page, 'form[action="/sign-out"] button')
    await page.goto(`${site.url}/sign-in`)
    await type(page, '#email', email)
    await type(page, '#password', PASSWORD)
    await press(page, 'main form button')
    expect(pathOf(page)).toBe('/sign-in/code')
    await look(page)
    await page.context().close()
  })

  test.each([
    ['admin', ['/people', '/people?q=nobody-at-all', '/organisations/new']],
    ['auditor', ['/audit', '/audit?from=yesterday', '/audit?action=sealing%3Arotate', '/people']],
    ['bureau_leader', ['/takedowns', '/documents/csbcdfg234/takedown', '/documents/csbcdfg234/takedown/decision']],
  ] as const)('the pages of a person with the role %s', async (role, paths) => {
    const { id, email } = await makePerson(site, role, { signIn: false })
    const page = await open('/sign-in')
    await signIn(page, email)
    for (const path of [...paths, '/account?lang=en', '/account?lang=zh', ...(role === 'admin' ? [`/people/${id}`] : [])]) {
      await page.goto(site.url + path)
      await look(page)
    }
    await page.context().close()
  })

  test('what a finger has to hit on a phone is 44 px high', async () => {
    const { email } = await makePerson(site, 'enterprise', { signIn: false })
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
    const page = await open('/sign-in', context)
    const small = `[...document.querySelectorAll('main :is(button, input:not([type=hidden], [type=checkbox]), select, textarea, summary, label:has(input), p > a:only-child, li > a, td a)')]
      .map((it) => [it.outerHTML.slice(0, 90), it.getBoundingClientRect()]).filter(([, box]) => box.width && box.height < 44).map(([text, { height }]) => text + ' ' + height)`
    for (const path of ['/sign-in', '/sign-up', '/forgot-password']) {
      await page.goto(site.url + path)
      expect([path, await page.evaluate(small)]).toEqual([path, []])
    }
    await signIn(page, email)
    for (const path of ['/account', '/account/password', '/account/second-factor', '/organisations/new', '/account/keys', '/account/privacy', '/documents/csbcdfg234/takedown']) {
      await page.goto(site.url + path)
      expect([path, await page.evaluate(small)]).toEqual([path, []])
    }
    await context.close()
  })
})
