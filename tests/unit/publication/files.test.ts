import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadLibrary, problemsOfText } from '../../../indexer/index.ts'
import { filesOf, statusOn, textToPublish, versionsOf, type PublishedStandard } from '../../../server/publication/files.ts'
import { DRAFT } from '../../support/approving.ts'
import { contentFolder } from '../../support/content-folder.ts'

const draft = (number: number, purpose: string, day: string, text = DRAFT(`范围${number}。`)) => ({ number, purpose, day, text, changes: '' })
const STANDARD: PublishedStandard = {
  documentId: 'bcdfghjk22',
  number: 'T/DEMO 0001—2026',
  title: '样品保管规范',
  englishTitle: '',
  ics: '',
  ccs: '',
  state: 'published',
  publishedOn: '2026-11-24',
  implementationOn: '2027-01-01',
  revalidateBy: '2031-11-24',
  organisation: '某市样品协会',
  applicants: [],
  drafters: [],
  replaces: [],
  replacedBy: [],
  drafts: [draft(1, 'consultation', '2026-08-01'), draft(2, 'review', '2026-10-01')],
}

describe('filesOf', () => {
  test('makes files that the library takes, with every version', async () => {
    const files = filesOf(STANDARD, '2026-11-24')
    const library = await loadLibrary(contentFolder(Object.fromEntries(files.map(({ path, text }) => [path, text]))), { git: false })
    expect(library.problems).toEqual([])
    const document = library.documents.get('bcdfghjk22')!
    expect(document.frontMatter).toMatchObject({ kind: 'standard', status: 'upcoming', number: ['T/DEMO 0001—2026'], implementation_date: '2027-01-01', review_by: '2031-11-24', summary: '范围2。', example: false })
    expect((await library.versions('bcdfghjk22')).map(({ id }) => id)).toEqual(['current', '2026-08-01'])
  })

  test('whatever stands in a title or a text, the front matter says what the row says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }).filter((title) => title.trim().length > 0 && !title.includes('\0') && title.isWellFormed()), fc.string({ maxLength: 200 }).filter((text) => !text.includes('](') && !text.includes('\0')), (title, more) => {
        const [main] = filesOf({ ...STANDARD, title, drafts: [draft(1, 'review', '2026-08-01', `---\nid: x\n---\n${more}\n## 1 范围\n\n文字。\n`)] }, '2026-11-24')
        const problems = problemsOfText(main!.path, main!.text)
        expect(problems.filter(({ field }) => field === 'id' || field === 'number' || field === 'status' || field === '-')).toEqual([])
      }),
    )
  })

  test('a demonstration says so', () => {
    expect(filesOf({ ...STANDARD, organisation: '示例市协会' }, '2026-11-24')[0]!.text).toContain('example: "true"')
    expect(filesOf(STANDARD, '2026-11-24')[0]!.text).not.toContain('example')
  })

  test('without a draft there is nothing to publish', () => {
    expect(() => filesOf({ ...STANDARD, drafts: [draft(1, 'consultation', '2026-08-01')] }, '2026-11-24')).toThrow(RangeError)
    expect(textToPublish([draft(1, 'review', '2026-08-01'), draft(2, 'approval', '2026-08-02'), draft(3, 'review', '2026-08-03')])?.number).toBe(2)
  })
})

describe('statusOn', () => {
  test.each([
    ['published', '2026-12-31', 'upcoming'],
    ['published', '2027-01-01', 'in-force'],
    ['in_force', '2027-01-02', 'in-force'],
    ['under_review', '2030-01-02', 'in-force'],
    ['revised', '2030-01-02', 'in-force'],
    ['replaced', '2030-01-02', 'replaced'],
    ['abolished', '2026-01-02', 'abolished'],
  ] as const)('%s on %s is %s', (state, today, status) => expect(statusOn({ state, implementationOn: '2027-01-01' }, today)).toBe(status))
})

describe('versionsOf', () => {
  test('every draft has a day of its own, in order, and its label tells the real one', () => {
    const days = fc.array(fc.integer({ min: 0, max: 4 }).map((n) => `2026-03-0${n + 1}`), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(days, (unsorted) => {
        const drafts = unsorted.toSorted().map((day, index) => draft(index + 1, 'review', day))
        const versions = versionsOf(drafts)
        expect(versions.map(({ text }) => text)).toEqual(drafts.map(({ text }) => text))
        expect(versions.map(({ date }) => date)).toEqual([...new Set(versions.map(({ date }) => date))].toSorted())
        versions.forEach(({ date, label }, index) => expect(date === drafts[index]!.day || label.includes(drafts[index]!.day)).toBe(true))
      }),
    )
  })
})
