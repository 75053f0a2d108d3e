import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { IndexBuilder } from '../../../indexer/text/index-builder.ts'
import { mergeIndexes } from '../../../indexer/text/index-merge.ts'

const piece = fc.constantFrom('商业秘密', '客户名单', '离职', '的', '，', 'Trade secret', ' ', '２０２３', '《刑法》第二百一十九条', 'GB/T 1.1—2020', 'x'.repeat(300))
const sections = fc.array(fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')), { maxLength: 6 })

function indexOf(texts: readonly string[]) {
  const builder = new IndexBuilder()
  for (const text of texts) {
    builder.text(text, 1)
    builder.text('总则', 0.5)
    builder.endSection()
  }
  return builder.finish()
}

describe('mergeIndexes', () => {
  test('gives array for array what a fresh build of the kept sections gives', () => {
    const part = sections.chain((texts) => fc.tuple(fc.constant(texts), fc.array(fc.boolean(), { minLength: texts.length, maxLength: texts.length })))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const merged = mergeIndexes(parts.map(([texts, kept]) => ({ index: indexOf(texts), keep: Uint8Array.from(kept, Number) })))
        const fresh = indexOf(parts.flatMap(([texts, kept]) => texts.filter((_, i) => kept[i])))
        expect(merged.arrays).toEqual(fresh.arrays)
      }),
    )
  })
})
