import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { highlight, keepTogether } from '../../../server/web/highlight.ts'

describe('highlight', () => {
  test('marks ranges and escapes everything else', () => {
    expect(highlight('<客户>名单', [[1, 3]]).toString()).toBe('&lt;<mark>客户</mark>&gt;名单')
  })

  test('ranges in any order, overlapping or outside the text never lose or repeat a character', () => {
    const range = fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: -5, max: 60 }))
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('客', '户', 'a', ' '), maxLength: 50 }), fc.array(range), (text, ranges) => {
        expect(highlight(text, ranges).toString().replace(/<\/?mark>/g, '')).toBe(text)
      }),
    )
  })
})

describe('keepTogether', () => {
  const kept = (text: string) => [...keepTogether(text).toString().matchAll(/<span class="n">([^<]*)<\/span>/g)].map((match) => match[1])

  test('case numbers, standards, dates and amounts stay on one line', () => {
    expect(kept('见（2020）最高法知民终1667号，T/JMTS 0001—2026，2025年6月27日，2025-06-27，约1.59亿元')).toEqual(['（2020）最高法知民终1667号', 'T/JMTS 0001—2026', '2025年6月27日', '2025-06-27', '1.59亿元'])
  })

  test('tags are left alone', () => {
    expect(keepTogether('x<y 2025-06-27').toString()).toBe('x&lt;y <span class="n">2025-06-27</span>')
  })
})
