// A real browser for the tests: Debian's chromium through playwright-core; without one, one loud line says so.
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const hasBrowser = existsSync(PROGRAM)
if (!hasBrowser) console.warn(`\n!!! NO BROWSER AT ${PROGRAM}: the browser tests are skipped. Install chromium or set CHROMIUM. !!!\n`)

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: PROGRAM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
