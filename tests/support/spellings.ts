// Seeded spellings of identifiers as people type them, for the tests that must find each one.
export interface Spelling {
  written: string
  canonical: string
}

/** A small deterministic generator (Numerical Recipes' LCG): the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!
const wide = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

const COURTS = ['最高法知民终', '最高法民再', '粤民终', '粤07民初', '沪0115刑初', '浙07行政', '京73民初', '苏01知民初']
const PREFIXES = ['GB/T', 'DB44/T', 'DB4403/T', 'T/JMTS', 'T/SOFIDPA', 'GB']
const ISSUERS = ['法释', '国市监竞争发', '江市监竞争', '粤市监竞争', '国办发']

/** Numbers that a library could hold, one of each sort in turn. */
export function makeNumber(i: number): string {
  const year = 2010 + (i % 15)
  if (i % 3 === 0) return `（${year}）${COURTS[(i / 3) % COURTS.length | 0]}${100 + i}号`
  if (i % 3 === 1) return `${PREFIXES[(i / 3) % PREFIXES.length | 0]} ${1000 + i}—${year}`
  return `${ISSUERS[(i / 3) % ISSUERS.length | 0]}〔${year}〕${10 + i}号`
}

export function respell(canonical: string, random: () => number): string {
  const brackets = pick(['（）', '()', '〔〕', '[]', '【】'], random)
  let written = canonical.replace(/[（〔]/, brackets[0]!).replace(/[）〕]/, brackets[1]!)
  if (written.includes('—')) {
    written = written.replace('—', pick(['—', '-', '–', '－', ' - ', '——'], random))
    if (random() < 0.4) written = written.toLowerCase()
    if (random() < 0.4) written = written.replace(' ', '')
    if (random() < 0.2 && written.toLowerCase().startsWith('gb/t')) written = written.replace('/', '')
  } else {
    if (random() < 0.3) written = written.replace(/(\d+)号$/, '第$1号')
    if (random() < 0.3) written = written.replace(/(\d+)号$/, ' $1 号')
    if (random() < 0.2) written = written.replace(/([)）\]〕】])/, '$1 ')
  }
  return random() < 0.25 ? wide(written) : written
}
