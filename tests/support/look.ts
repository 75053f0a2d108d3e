// What axe finds on a page, and the three looks in which every page is looked at.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LOOKS = [
  { name: 'light', width: 1280, colorScheme: 'light' },
  { name: 'dark', width: 1280, colorScheme: 'dark' },
  { name: 'phone', width: 390, colorScheme: 'light' },
] as const

interface Violation {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}

/** Accessibility violations on the page as it stands, one line each, told so that one finds the place. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then((it) => it.violations)')) as Violation[]
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`).join(' | ')}`)
}

/** Holds the page as it stands, in each look, to no violation and to the width of its window. */
export async function look(page: Page): Promise<void> {
  for (const { name, width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    await page.evaluate('for (const it of document.querySelectorAll("details")) it.open = true')
    const at = `${new URL(page.url()).pathname}, ${name}`
    expect(await violationsOn(page), at).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth'), at).toBeLessThanOrEqual(width)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}
