// The search page as people use it: typing, input methods, keyboard alone, script off, engine down.
import { Buffer } from 'node:buffer'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { openSite, type Site } from '../support/site.ts'

describe.skipIf(!hasBrowser)('search in a browser', () => {
  let site: Site
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let asked: string[]
  beforeAll(async () => {
    site = await openSite()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    asked = []
    page.on('request', (request) => asked.push(request.url()))
  })
  afterEach(async () => {
    site.breakEngine(false)
    await context.close()
  })
  const fragmentsAsked = () => asked.filter((address) => address.includes('fragment=1'))

  test('typing gives results, keeps the address and says the count politely', async () => {
    await page.goto(`${site.url}/search`)
    await page.locator('#q').pressSequentially('客户名单', { delay: 20 })
    await page.waitForURL((url) => url.searchParams.get('q') === '客户名单')
    expect(await page.locator('.hit').count()).toBeGreaterThan(3)
    expect(await page.locator('#said').textContent()).toMatch(/^找到 \d+ 份文档$/)
    expect(await page.locator('#count').textContent()).toBe(await page.locator('#said').textContent())
    expect(page.url()).not.toContain('fragment')
    expect(await page.evaluate('history.length')).toBe(2)
    expect(await page.evaluate('document.activeElement.id')).toBe('q')
  })

  test('an input method that is still composing asks for nothing', async () => {
    await page.goto(`${site.url}/search`)
    await page.locator('#q').focus()
    const devtools = await context.newCDPSession(page)
    const before = fragmentsAsked().length
    for (const text of ['k', 'ke', 'ke h', 'ke hu']) {
      await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
      await page.waitForTimeout(200)
    }
    expect(await page.locator('#q').inputValue()).toBe('ke hu')
    expect(fragmentsAsked().length).toBe(before)
    await devtools.send('Input.insertText', { text: '客户' })
    await page.waitForURL((url) => url.searchParams.get('q') === '客户')
    expect(fragmentsAsked().length).toBe(before + 1)
  })

  test('what is typed in one go is asked once', async () => {
    await page.goto(`${site.url}/search`)
    await page.evaluate(`(() => { const box = document.querySelector('#q'); for (const sign of 'departing staff') { box.value += sign; box.dispatchEvent(new InputEvent('input', { bubbles: true })) } })()`)
    await page.waitForURL((url) => url.searchParams.get('q') === 'departing staff')
    expect(fragmentsAsked().length).toBe(1)
  })

  test('a slow earlier answer never replaces a later one', async () => {
    await page.route('**/search?q=slow*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      await route.continue().catch(() => undefined)
    })
    await page.goto(`${site.url}/search`)
    await page.locator('#q').fill('slow')
    await page.waitForRequest('**/search?q=slow*')
    await page.locator('#q').fill('保密条例')
    await page.waitForURL((url) => url.searchParams.get('q') === '保密条例')
    const shown = await page.locator('#count').textContent()
    await page.waitForTimeout(1200)
    expect(new URL(page.url()).searchParams.get('q')).toBe('保密条例')
    expect(await page.locator('#count').textContent()).toBe(shown)
  })

  test('a filter is applied at once, counts what it shows, and can be taken away as a chip', async () => {
    await page.goto(`${site.url}/search?q=客户名单`)
    const box = page.locator('input[name=kind][value=case]')
    const promised = Number(await page.locator('label', { has: box }).locator('i').textContent())
    await box.check()
    await page.waitForURL('**kind=case**')
    expect(await page.locator('#count').textContent()).toBe(`找到 ${promised} 份文档`)
    expect(await page.evaluate('document.activeElement.value')).toBe('case')
    await page.locator('.chips a').first().click()
    expect(page.url()).not.toContain('kind=case')
  })

  test('with script off the form finds, filters, pages and folds', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    const still = await plain.newPage()
    await still.goto(`${site.url}/`)
    await still.locator('main input[name=q]').fill('客户名单')
    await still.locator('main button').click()
    expect(new URL(still.url()).pathname).toBe('/search')
    const all = await still.locator('#count').textContent()
    await still.locator('input[name=kind][value=case]').check()
    await still.locator('.apply button').click()
    expect(still.url()).toContain('kind=case')
    expect(await still.locator('#count').textContent()).not.toBe(all)
    await still.locator('a[rel=next]').click()
    expect(still.url()).toContain('page=2')
    await still.locator('.hit details summary').first().click()
    await plain.close()
  })

  test('keyboard alone: skip link, box, filter, result, anchor', async () => {
    await page.goto(`${site.url}/search?q=客户名单`)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().top >= 0')).toBe(true)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('q')
    const reached = new Set<string>()
    for (let i = 0; i < 120 && !reached.has('hit'); i++) {
      await page.keyboard.press('Tab')
      const [name, ring] = (await page.evaluate('(() => { const it = document.activeElement; return [it.closest(".hit h3") ? "hit" : it.closest(".facet") ? "facet" : it.tagName, getComputedStyle(it).outlineStyle] })()')) as [string, string]
      reached.add(name)
      expect(ring, `focus ring on ${name}`).not.toBe('none')
    }
    expect([...reached]).toEqual(expect.arrayContaining(['facet', 'hit']))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/documents/**')
    expect(await page.locator('h1').count()).toBe(1)
  })

  test('engine down: the page still comes, says so, and offers documents by title', async () => {
    site.breakEngine(true)
    await page.goto(`${site.url}/search?q=客户名单`)
    expect(await page.locator('.banner').textContent()).toContain('检索暂时不可用')
    expect(await page.locator('.list a').count()).toBeGreaterThan(3)
    await page.goto(`${site.url}/cases`)
    expect(await page.locator('.banner').textContent()).toContain('筛选暂时不可用')
    await page.locator('.list a').first().click()
    expect(await page.locator('article h1').count()).toBe(1)
  })

  test('the chosen language stays for the next page', async () => {
    await page.goto(`${site.url}/search?q=客户名单`)
    await page.locator('a.switch').click()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(new URL(page.url()).searchParams.get('q')).toBe('客户名单')
    await page.goto(`${site.url}/cases`)
    expect(await page.locator('h1').textContent()).toBe('Cases')
  })

  test('markup in a query is shown as text and runs nowhere', async () => {
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    const query = `"><img src=x onerror=alert(1)><script>alert(2)</script>`
    await page.goto(`${site.url}/search?q=${encodeURIComponent(query)}&tag=${encodeURIComponent(query)}&from=${encodeURIComponent(query)}`)
    expect(await page.locator('#q').inputValue()).toBe(query)
    await page.locator('#q').pressSequentially('<b>x', { delay: 20 })
    await page.waitForURL((url) => !!url.searchParams.get('q')?.includes('<b>x'))
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(dialogs).toEqual([])
  })

  test('the search page weighs at most 60 kB, style sheet and script included; the style sheet under 15 kB', async () => {
    const sizes = new Map<string, number>()
    page.on('response', (response) => void response.body().then((body) => sizes.set(new URL(response.url()).pathname, body.length), () => undefined))
    await page.goto(`${site.url}/search?q=客户名单`, { waitUntil: 'networkidle' })
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    expect(sizes.get('/assets/site.css')).toBeLessThan(15_000)
    expect(sizes.get('/assets/search.js')).toBeLessThan(4_000)
    expect(total).toBeGreaterThan(Buffer.byteLength('<!doctype html>'))
    expect(total).toBeLessThanOrEqual(60_000)
  })

  test('printed, a document keeps its text and loses navigation', async () => {
    await page.goto(`${site.url}/documents/csbcdfg234`)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.top .box').isVisible()).toBe(false)
    expect(await page.locator('.toc').isVisible()).toBe(false)
    expect(await page.locator('.text').isVisible()).toBe(true)
  })

  test('a citation can be copied and the table of contents leads to its section', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${site.url}/documents/csbcdfg234`)
    await page.locator('[data-do=copy]').first().click()
    await page.locator('[data-do=copy]', { hasText: '已复制' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^示例市中级人民法院（2011）示01民终123号判决书；.*访问。$/)
    await page.locator('.toc a', { hasText: '裁判结果' }).click()
    expect(decodeURIComponent(new URL(page.url()).hash)).toBe('#裁判结果')
  })
})
