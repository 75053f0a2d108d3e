// The failures that people have reported of Chinese search elsewhere, each as a test: words inside longer words, words at the end, numbers, sounds.
import { beforeAll, describe, expect, test } from 'vitest'
import { createEmbeddedEngine } from '../../indexer/engine/embedded.ts'
import type { Engine } from '../../indexer/engine/engine.ts'
import { ask, corpus } from './contract.ts'

const TEXTS = [
  '安装简单，没有复杂的配置：省心',
  '待处理的订单',
  '在建工程的验收',
  '测试工具箱',
  '中国农业发展银行',
  '招商证券股份有限公司',
  '招商-平安金融中心',
  '这是一个正常的虚拟机数据',
  '违法行为与合同纠纷的诉讼标的',
  '无因管理之债',
  '南京市长江大桥',
  '个体工商户登记',
  '永永远远是龙的传人',
  '历史经典著作',
  '国家卫健委员会公告',
] as const

describe('Chinese words', () => {
  let engine: Engine
  const [model] = corpus()
  beforeAll(async () => {
    engine = await createEmbeddedEngine({ directory: null })
    await engine.rebuild(TEXTS.map((text, i) => ({ ...model!, id: `${model!.id}${i}`, title: `文${i}`, otherTitles: [], summary: '', numbers: [], sections: [{ anchor: 'a', heading: '', path: [], text }] })))
  })
  const found = async (text: string) => (await engine.search(ask(text, { limit: 100 }))).items.map(({ sections }) => sections[0]!.snippet)

  // Sources: meilisearch issues 2499, 4874, 2632, 4935, 5015; charabia 226; mkdocs-material 3915.
  test.each([
    ['简单', TEXTS[0]],
    ['处理', TEXTS[1]],
    ['工程', TEXTS[2]],
    ['测试', TEXTS[3]],
    ['工具箱', TEXTS[3]],
    ['工具', TEXTS[3]],
    ['农业', TEXTS[4]],
    ['发展银行', TEXTS[4]],
    ['招商 公司', TEXTS[5]],
    ['招商金融', TEXTS[6]],
    ['虚拟机', TEXTS[7]],
    ['违法', TEXTS[8]],
    ['纠纷', TEXTS[8]],
    ['标的', TEXTS[8]],
    ['管理', TEXTS[9]],
    ['大桥', TEXTS[10]],
    ['工商户', TEXTS[11]],
    ['传人', TEXTS[12]],
    ['卫健委', TEXTS[14]],
  ])('%s is found first in %s', async (query, text) => {
    expect((await found(query))[0]).toBe(text)
  })

  test.each(['景点', '惊点', '虚妮机', '步'])('%s, which only sounds or looks alike, finds nothing', async (query) => {
    expect(await found(query)).toEqual([])
  })

  test('every occurrence of the word is marked, and nothing else', async () => {
    const { items } = await engine.search(ask('虚拟机'))
    const { snippet, highlights } = items[0]!.sections[0]!
    expect(highlights.map(([from, to]) => snippet.slice(from, to))).toEqual(['虚拟机'])
  })
})
