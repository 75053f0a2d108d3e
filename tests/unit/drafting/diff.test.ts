import { expect, test } from 'vitest'
import { diffClauses, type Clause } from '../../../server/drafting/anchors.ts'
import { realDrafts } from './edited-drafts.ts'

/** Real clauses, numbered anew so that there are as many as asked. */
function longDraft(count: number): Clause[] {
  const real = realDrafts().flat().filter(({ text }) => text.length > 20)
  return Array.from({ length: count }, (_, at) => {
    const { heading, text } = real[at % real.length]!
    return { anchor: `s-${at + 1}`, heading: `${at + 1} ${heading}`, text: `${text}（第${at + 1}项）` }
  })
}

test('200 clauses, a fifth of them edited, are told apart', () => {
  const before = longDraft(200)
  const after = before.map((clause, at) => (at % 5 ? clause : { ...clause, text: `${clause.text.replaceAll('应', '宜').replaceAll('企业', '组织')}每年复核一次。` }))
  diffClauses(before.slice(0, 20), after.slice(0, 20))
  const begun = performance.now()
  const diff = diffClauses(before, after)
  console.log(`200 clauses, ${before.reduce((sum, { text }) => sum + text.length, 0)} characters, compared in ${(performance.now() - begun).toFixed(0)} ms`)
  expect(diff).toHaveLength(200)
  expect(diff.filter(({ state }) => state === 'edited').map(({ after: clause }) => clause!.anchor)).toEqual(after.filter((_, at) => at % 5 === 0).map(({ anchor }) => anchor))
  for (const { state, before: old, after: now, parts } of diff) {
    if (state !== 'edited') continue
    const side = (kind: 'added' | 'deleted') => parts!.filter((part) => part.kind === 'same' || part.kind === kind).map(({ text }) => text).join('')
    expect(side('deleted')).toContain(before.find(({ anchor }) => anchor === old!.anchor)!.text)
    expect(side('added')).toContain(after.find(({ anchor }) => anchor === now!.anchor)!.text)
  }
})
