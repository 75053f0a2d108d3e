import { describe, expect, test } from 'vitest'
import { isHead, isHolder, readKinship } from '../../../server/conflicts/kinship.ts'

describe('readKinship', () => {
  const NEAR = '配偶 妻子 父亲 母亲 儿子 养女 继父 祖父 外婆 孙女 曾孙 曾祖母 哥哥 妹妹 舅舅 姑妈 侄女 外甥 堂弟 表姐 岳父 婆婆 儿媳 女婿 亲家 嫂子 姐夫 小舅子 连襟 妯娌 舅妈 姑父 侄媳 表嫂 spouse cousin father_in_law'
  test.each(NEAR.split(' '))('%s is within the circle', (word) => expect(readKinship(word).closeness).toBe('near'))
  test.each('侄孙 堂侄 叔祖父 族兄 孙媳 内侄 second_cousin'.split(' '))('%s is outside it', (word) => expect(readKinship(word).closeness).toBe('distant'))
  test.each(['干妈', '朋友', '', '同学的父亲'])('%s cannot be read', (word) => expect(readKinship(word).closeness).toBe('unknown'))

  test.each([
    ['配偶的父亲', 'near', '姻亲'], ['父亲的哥哥', 'near', '旁系血亲'], ['父亲的哥哥的儿子', 'near', '旁系血亲'], ['母亲的父亲', 'near', '直系血亲'], ['妹妹的丈夫', 'near', '姻亲'], ['女儿的丈夫的父亲', 'near', '姻亲'],
    ['父母的子女', 'near', '旁系血亲'], ['配偶的子女', 'near', '直系血亲'], ['配偶的祖父', 'distant', '姻亲'], ['堂弟的儿子', 'distant', '旁系血亲'], ['祖父的哥哥', 'distant', '旁系血亲'], ['表姐的丈夫', 'near', '姻亲'], ['本人的妻子', 'near', '夫妻'],
  ])('%s is %s, %s', (words, closeness, circle) => expect(readKinship(words)).toMatchObject({ closeness, circle }))

  test.each([['弟弟', 2], ['舅舅', 3], ['外甥', 3], ['表妹', 3], ['侄孙', 4], ['叔祖父', 4], ['族兄', 4]])('%s is of generation %i', (word, generations) => expect(readKinship(word).generations).toBe(generations))
})

describe('posts', () => {
  test.each(['法定代表人', '董事', '监事会主席', '总经理', '财务负责人', '实际控制人', 'CEO'])('%s leads', (post) => expect(isHead(post)).toBe(true))
  test.each(['操作工', '项目经理', '总经理助理', '', '会计'])('%s does not', (post) => expect(isHead(post)).toBe(false))
  test('holders hold', () => expect([isHolder('股东（5%）'), isHolder('会计')]).toEqual([true, false]))
})
