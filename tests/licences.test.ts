// Licences of what is delivered: prints every production package with its version and licence, and admits only those that bind nobody who runs or passes on the service.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

interface Locked {
  version?: string
  license?: string
  dev?: boolean
}
interface Package {
  name: string
  version: string
  licence: string | null
}

/** Permissive; MPL-2.0 and EPL-2.0 bind changes to the files of the package itself, which are delivered unchanged. */
const ADMITTED = new Set(['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'MPL-2.0', 'EPL-2.0', 'PSF-2.0', 'Python-2.0', 'Unlicense', 'Zlib', 'CC0-1.0'])

/** What the package does not say in one of these words; the licence was read in its files. */
const READ: Readonly<Record<string, { declared: string | null; licence: string }>> = {
  'seq-queue': { declared: null, licence: 'MIT' },
  duck: { declared: 'BSD', licence: 'BSD-2-Clause' },
  '@visx/vendor': { declared: 'MIT and ISC', licence: 'MIT AND ISC' },
}

/** Whether the licence, an SPDX expression of one level, lets us: one choice of OR, every part of AND. */
const isAdmitted = (licence: string): boolean =>
  licence
    .replace(/^\((.*)\)$/, '$1')
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((part) => ADMITTED.has(part.trim())))

function production(): Package[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
  const delivered = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev)
  return delivered.map(([path, { version = '', license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return { name, version, licence: license ?? ownWord(path) }
  })
}

/** As the package itself says, where the lock file does not. */
function ownWord(path: string): string | null {
  const file = join(path, 'package.json')
  if (!existsSync(file)) return null
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8')) as { license?: string | { type: string }; licenses?: { type: string }[] }
  return (typeof license === 'string' ? license : license?.type) ?? (licenses?.map(({ type }) => type).join(' OR ') || null)
}

const settled = ({ name, licence }: Package): string | null => (READ[name] && READ[name].declared === licence ? READ[name].licence : licence)

describe('licences', () => {
  test('of every production package are known and admitted', () => {
    const packages = production().toSorted((a, b) => a.name.localeCompare(b.name))
    expect(packages.length).toBeGreaterThan(100)
    const width = Math.max(...packages.map(({ name, version }) => name.length + version.length + 1))
    console.log(packages.map((one) => `${`${one.name} ${one.version}`.padEnd(width)}  ${settled(one) ?? 'unknown'}`).join('\n'))
    const refused = packages.filter((one) => !isAdmitted(settled(one) ?? ''))
    expect(refused.map(({ name, version, licence }) => `${name} ${version}: ${licence ?? 'unknown'}`)).toEqual([])
  })

  test.each(['GPL-3.0-or-later', 'GPL-2.0-only', 'AGPL-3.0-only', '(MIT AND GPL-3.0-only)', 'UNLICENSED', 'SEE LICENSE IN LICENSE', 'BSD', ''])('%j would be refused', (licence) => expect(isAdmitted(licence)).toBe(false))

  test.each(['MIT', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)', 'AGPL-3.0-only OR Apache-2.0'])('%j would be admitted', (licence) => expect(isAdmitted(licence)).toBe(true))
})
