// A canary: a word that is sealed (or erased) and then looked for wherever the service could have left it.
import { randomBytes } from 'node:crypto'
import { pino, type Logger } from 'pino'
import { mintId, type Engine, type SearchQuery } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { createSealing, saveSealed, type Place, type Sealing } from '../../server/sealing/sealing.ts'

export interface LogLines {
  log: Logger
  lines: string[]
}

/** A logger of the real kind, at the most talkative level, whose lines are kept. */
export function keepLog(): LogLines {
  const lines: string[] = []
  return { log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }), lines }
}

export interface CanaryPlaces {
  prisma: PrismaClient
  /** Left out where there is none. */
  engine?: Pick<Engine, 'search'>
  lines?: readonly string[]
  /** Whatever else was answered: bodies of responses, messages of errors, files. */
  texts?: readonly string[]
}

/** A word that stands nowhere else, and that every tokeniser keeps whole. */
export const canaryWord = (): string => `canary${mintId()}`

/** Where the word was left, in whatever writing: `table mail`, `log`, `search`, `text 3`. Empty when nowhere. */
export async function traces(word: string, { prisma, engine, lines = [], texts = [] }: CanaryPlaces): Promise<string[]> {
  const isIn = finder(word)
  const found: string[] = []
  for (const [table, rows] of await dumpTables(prisma)) if (rows.some(isIn)) found.push(`table ${table}`)
  if (lines.some(isIn)) found.push('log')
  texts.forEach((text, i) => isIn(text) && found.push(`text ${i + 1}`))
  if (engine && (await engine.search(queryFor(word))).total > 0) found.push('search')
  return found
}

const queryFor = (text: string): SearchQuery => ({ text, filters: {}, sort: 'relevance', group: 'section', offset: 0, limit: 5, facets: [] })

/** Every row of every table as PostgreSQL writes it; bytes in hex. */
async function dumpTables(prisma: PrismaClient): Promise<Map<string, string[]>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
  if (tables.length < 20) throw new Error(`Only ${tables.length} tables were found to look through`)
  const dump = new Map<string, string[]>()
  for (const { name } of tables) {
    const rows = await prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name.replaceAll('"', '""')}" AS t`)
    dump.set(name, rows.map(({ row }) => row))
  }
  return dump
}

/** Plain, in hex, in base64 at each of its three offsets, percent-encoded; whatever the case. */
function finder(word: string): (text: string) => boolean {
  const bytes = Buffer.from(word)
  // The characters that depend on what stands before and after are left out.
  const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(shift && shift + 1, -4))
  const exact = [...base64, ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]
  const folded = [word, bytes.toString('hex'), Buffer.from(word, 'utf16le').toString('hex'), encodeURIComponent(word)].map((text) => text.toLowerCase())
  return (text) => {
    const lower = text.toLowerCase()
    return folded.some((spelling) => lower.includes(spelling)) || exact.some((spelling) => text.includes(spelling))
  }
}

export interface SealedCanary {
  word: string
  place: Place
  /** Messages and stacks of every refusal to open that was provoked; to be passed to `traces` as texts. */
  refusals: string[]
}

const withKey = (id: string): Sealing => createSealing({ keys: new Map([[id, randomBytes(32)]]), current: id })

/** Seals a canary in the database and provokes every way in which opening fails, each logged as the service would. */
export async function sealCanary({ prisma, sealing, log }: { prisma: PrismaClient; sealing: Sealing; log: Pick<Logger, 'error'> }): Promise<SealedCanary> {
  const word = canaryWord()
  const place: Place = { subjectKind: 'canary', subjectId: mintId(), field: 'facts' }
  await saveSealed(prisma, sealing, place, `第一步 ${word}`)
  const { keyId, sealed } = await prisma.sealedField.findUniqueOrThrow({ where: { subjectKind_subjectId_field: place } })
  const broken = Uint8Array.from(sealed)
  broken[20]! ^= 1
  const attempts: (() => string)[] = [
    () => withKey(keyId).open(place, { keyId, sealed }),
    () => withKey('another').open(place, { keyId, sealed }),
    () => sealing.open({ ...place, subjectId: mintId() }, { keyId, sealed }),
    () => sealing.open(place, { keyId, sealed: broken }),
    () => sealing.open(place, { keyId, sealed: sealed.slice(0, 40) }),
  ]
  return { word, place, refusals: attempts.map((attempt) => refusalOf(attempt, log)) }
}

function refusalOf(attempt: () => string, log: Pick<Logger, 'error'>): string {
  try {
    attempt()
  } catch (error) {
    log.error({ err: error }, 'a sealed field does not open')
    return error instanceof Error ? `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}` : String(error)
  }
  throw new Error('A sealed field opened that must not')
}
