import { describe, expect, test } from 'vitest'
import { LAY_WORDS, legalWordsFor } from '../../../indexer/lay-words.ts'
import { parseQuery } from '../../../indexer/text/query.ts'
import { BIGRAM } from '../../../indexer/text/terms.ts'
import { STOP_WORDS } from '../../../indexer/vocabulary.ts'

describe('lay wordings', () => {
  test('bring in the words of the law, in this direction only', () => {
    expect(legalWordsFor('被炒鱿鱼了')).toContain('劳动合同')
    expect(legalWordsFor('经济补偿')).not.toContain('炒鱿鱼')
    expect(parseQuery('前员工带走客户的资料').synonyms).toContain('商业秘密')
  })

  test('each has something to look for, and none of it is a question word', () => {
    for (const [wording, legal] of LAY_WORDS) {
      expect(wording.length, wording).toBeGreaterThan(0)
      expect(legal.length, wording).toBeGreaterThan(0)
      expect(legal.filter((word) => STOP_WORDS.has(word)), wording).toEqual([])
    }
  })
})

describe('the closing question', () => {
  test('is told from the story before it', () => {
    const { asked } = parseQuery('小王离职后到了同行公司。原公司能否主张竞业限制的违约金？')
    expect(asked).toContain('违约金')
    expect(asked).toContain(`${BIGRAM}违约`)
    expect(asked).not.toContain('离职')
  })

  test('is not looked for where there is one sentence only, or no question', () => {
    for (const text of ['客户名单', '原公司能否主张竞业限制的违约金？', '甲公司起诉。法院判决驳回。', '', '？', '。。。？']) expect(parseQuery(text).asked.size, text).toBe(0)
  })
})
