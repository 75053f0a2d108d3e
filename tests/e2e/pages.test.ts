// Every page in a real browser: no accessibility violation in either scheme, nothing wider than a phone, every link leads somewhere.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { violationsOn } from '../support/look.ts'
import { openSite, type Site } from '../support/site.ts'

const PAGES = {
  home: '/',
  search: '/search?q=客户名单',
  'search with filters': '/search?q=客户名单&kind=case&outcome=dismissed&from=2012&sort=-date',
  'everything, second page': '/search?page=2',
  'no hits': '/search?q=zzqqxx&kind=law',
  browse: '/cases',
  'browse with a filter': '/cases?case_type=criminal',
  'empty browse': '/notices',
  case: '/documents/csbcdfg234',
  law: '/documents/wbbcdfg234',
  overseas: '/documents/vvbcdfg234',
  standard: '/documents/stdbcdfg23',
  guide: '/documents/gdbbcdfg23',
  course: '/documents/crbcdfg234',
  versions: '/documents/stdbcdfg23/versions',
  'earlier version': '/documents/stdbcdfg23/versions/2026-03-01',
  diff: '/documents/stdbcdfg23/versions/2026-03-01/diff/current',
  withdrawn: '/documents/ntbcdfg234',
  missing: '/documents/nosuchthing',
  about: '/about',
  accessibility: '/accessibility',
  problems: '/problems',
  problem: '/problems/engine-unavailable',
  'search in English': '/search?q=客户名单&lang=en',
  'document in English': '/documents/csbcdfg234?lang=en',
} as const

describe.skipIf(!hasBrowser)('pages in a browser', () => {
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

  async function withPage<T>(options: Parameters<Browser['newContext']>[0], work: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext(options)
    try {
      return await work(await context.newPage())
    } finally {
      await context.close()
    }
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test.each(Object.entries(PAGES))(`axe finds nothing, ${colorScheme}: %s`, async (_, address) => {
      await withPage({ colorScheme, viewport: { width: 1280, height: 900 } }, async (page) => {
        await page.goto(site.url + address)
        await page.evaluate('for (const it of document.querySelectorAll("details")) it.open = true')
        expect(await violationsOn(page)).toEqual([])
      })
    })
  }

  test.each(Object.entries(PAGES))('fits a phone of 390 px, and axe finds nothing there: %s', async (_, address) => {
    await withPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }, async (page) => {
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(site.url + address)
      await page.evaluate('for (const it of document.querySelectorAll("details")) it.open = true')
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      expect(await violationsOn(page)).toEqual([])
      expect(errors).toEqual([])
    })
  })

  test('text at twice its size does not push the page sideways', async () => {
    await withPage({ viewport: { width: 640, height: 450 } }, async (page) => {
      for (const address of [PAGES.search, PAGES.case, PAGES.diff]) {
        await page.goto(site.url + address)
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(640)
      }
    })
  })

  test('a line of running text holds 38 to 42 characters', async () => {
    await withPage({ viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.goto(site.url + PAGES.case)
      const width = (await page.evaluate('(() => { const it = document.querySelector(".text"); return it.clientWidth / parseFloat(getComputedStyle(it).fontSize) })()')) as number
      expect(width).toBeGreaterThanOrEqual(38)
      expect(width).toBeLessThanOrEqual(42)
    })
  })

  test('no page has inline script or style, and the content policy has nothing to complain of', async () => {
    await withPage({}, async (page) => {
      const complaints: string[] = []
      page.on('console', (message) => void (/content security policy/i.test(message.text()) && complaints.push(message.text())))
      for (const address of Object.values(PAGES)) {
        const answer = await page.goto(site.url + address)
        expect(await answer!.text()).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i)
      }
      expect(complaints).toEqual([])
    })
  })

  test('every link of every page resolves, anchors included', async () => {
    const seen = new Map<string, string>()
    const queue: [address: string, from: string][] = Object.values(PAGES).map((address) => [new URL(site.url + address).href, '(list)'])
    const anchors: [address: string, anchor: string, from: string][] = []
    const idsOf = new Map<string, Set<string>>()
    const broken: string[] = []
    while (queue.length) {
      const [address, from] = queue.shift()!
      if (seen.has(address) || (seen.size > 400 && address.includes('?'))) continue
      seen.set(address, from)
      const answer = await fetch(address)
      const text = await answer.text()
      const mayFail = ['/documents/nosuchthing', '/documents/ntbcdfg234'].some((path) => address.includes(path))
      if (!answer.ok && !mayFail) broken.push(`${answer.status} ${address} from ${from}`)
      idsOf.set(address, new Set([...text.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]!)))
      for (const [, href] of text.matchAll(/href="([^"]*)"/g)) {
        const target = new URL(href!.replaceAll('&amp;', '&').replaceAll('&#39;', "'"), address)
        if (target.origin !== site.url) continue
        const anchor = decodeURIComponent(target.hash.slice(1))
        target.hash = ''
        if (anchor) anchors.push([target.href, anchor, address])
        queue.push([target.href, address])
      }
    }
    for (const [address, anchor, from] of anchors) if (idsOf.has(address) && !idsOf.get(address)!.has(anchor)) broken.push(`#${anchor} missing in ${address} from ${from}`)
    expect([...new Set(broken)]).toEqual([])
    expect(seen.size).toBeGreaterThan(100)
  })
})
