// The house's import rules: who may know whom. Also counts what was cruised, so that an empty run cannot pass.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import { beforeAll, describe, expect, test } from 'vitest'

const ROOTS = '^(server/main|server/audit/main|server/sealing/main|server/experts/main|server/draws/main|indexer/main|prisma/main|prisma/config)\\.ts$'

/** One library, one door. */
const DOORS: Record<string, string> = {
  meilisearch: '^indexer/engine/meilisearch-client\\.ts$',
  'markdown-it(-cjk-friendly)?': '^indexer/content/markdown\\.ts$',
  'gray-matter': '^indexer/content/front-matter\\.ts$',
  'node-cron': '^server/jobs/schedule\\.ts$',
  '@node-rs/jieba': '^indexer/text/segment\\.ts$',
  'better-auth': '^server/accounts/(auth|steps)\\.ts$',
  '@node-rs/argon2': '^server/accounts/passwords\\.ts$',
  nodemailer: '^server/mail/transport\\.ts$',
  'rate-limiter-flexible': '^server/http/rate-limit\\.ts$',
  'prom-client': '^server/http/metrics\\.ts$',
  'csv-stringify': '^server/(audit|tables)/csv\\.ts$',
  'csv-parse': '^server/tables/csv\\.ts$',
  '(read|write)-excel-file': '^server/tables/spreadsheet\\.ts$',
  docx: '^server/dispositions/word\\.ts$',
  mammoth: '^server/dispositions/word\\.ts$',
  highs: '^server/assignments/highs\\.ts$',
  stemmer: '^indexer/text/stems\\.ts$',
  qrcode: '^server/accounts/pages\\.ts$',
  express: '^server/(app\\.ts|http/|[a-z]+/(api|pages)\\.ts)',
}

/** Modules that must give the same answer for the same input: no database, engine, files, clock or environment. */
const PURE = '^indexer/(text/|documents/|vocabulary|labels|industries|content/(fields|identifiers|sections|diff|schema)\\.ts)'

const rules: IForbiddenRuleType[] = [
  { name: 'no cycles', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
  { name: 'nothing imports tests', from: { pathNot: '^(tests/|vitest)' }, to: { path: '^tests/' } },
  { name: 'nothing imports a root', from: { pathNot: '^tests/' }, to: { path: '(^|/)main\\.ts$' } },
  { name: 'prisma imports nothing of ours', from: { path: '^prisma/' }, to: { path: '^(server|indexer)/' } },
  { name: 'indexer imports nothing of server', from: { path: '^indexer/', pathNot: ROOTS }, to: { path: '^server/' } },
  { name: 'the indexer root imports the environment only', from: { path: '^indexer/main' }, to: { path: '^server/', pathNot: '^server/env\\.ts$' } },
  { name: 'the indexer never loads Express', from: { path: '^indexer/' }, to: { path: 'node_modules/express/' } },
  { name: 'server reaches the indexer through its door', from: { path: '^server/' }, to: { path: '^indexer/', pathNot: '^indexer/index\\.ts$' } },
  { name: 'generated Prisma has one door', from: { pathNot: '^prisma/(client\\.ts|generated/)' }, to: { path: '^prisma/generated/' } },
  { name: 'a feature uses another by its core, never its api, pages or views', from: { path: '^server/([a-z-]+)/' }, to: { path: '^server/[a-z-]+/(api|pages|views)\\.ts$', pathNot: '^server/$1/' } },
  { name: 'views know web and types only', from: { path: 'views\\.ts$' }, to: { path: '^(prisma/|server/http/|server/jobs/|server/app|server/env|server/[a-z]+/(api|pages)\\.ts)', dependencyTypesNot: ['type-only'] } },
  { name: 'pure modules touch no world', from: { path: PURE }, to: { path: '^(fs|net|http|child_process|os|process|prisma|server|indexer/engine)(/|$)', dependencyTypesNot: ['type-only'] } },
  ...Object.entries(DOORS).map(([library, door]): IForbiddenRuleType => ({ name: `one door to ${library}`, from: { path: '^(server|indexer|prisma)/', pathNot: door }, to: { path: `node_modules/${library}/` } })),
]

let result: ICruiseResult
beforeAll(async () => {
  const { output } = await cruise(['server', 'indexer', 'prisma', 'tests'], { ruleSet: { forbidden: rules }, validate: true, doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] }, exclude: { path: 'prisma/generated/(?!client)' } })
  result = output as ICruiseResult
}, 120_000)

describe('imports', () => {
  test('every source file was looked at', () => {
    const seen = new Set(result.modules.map(({ source }) => source))
    const files = ['server', 'indexer', 'prisma'].flatMap((folder) => sources(folder))
    expect(files.length).toBeGreaterThan(70)
    expect(files.filter((file) => !seen.has(file))).toEqual([])
  })

  test.each(rules.map(({ name }) => name!))('%s', (name) => {
    const broken = result.summary.violations.filter(({ rule }) => rule.name === name).map(({ from, to }) => `${from} → ${to}`)
    expect(broken).toEqual([])
  })
})

describe('the environment', () => {
  test('is read by roots only', () => {
    const readers = ['server', 'indexer', 'prisma'].flatMap((folder) => sources(folder)).filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')))
    expect(readers.filter((file) => !new RegExp(ROOTS).test(file) && file !== 'server/env.ts')).toEqual([])
  })
})

describe('content', () => {
  test('holds no code', () => {
    const names = readdirSync('content', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(names.map(({ name }) => name).filter((name) => !name.endsWith('.md'))).toEqual([])
  })
})

describe('the top level', () => {
  test('has the agreed names only', () => {
    const agreed = new Set(['server', 'content', 'indexer', 'prisma', 'tests', 'package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE', 'node_modules', 'data'])
    expect(readdirSync('.').filter((name) => !name.startsWith('.') && !agreed.has(name))).toEqual([])
  })
})

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('generated'))
    .map((entry) => join(entry.parentPath, entry.name))
}
