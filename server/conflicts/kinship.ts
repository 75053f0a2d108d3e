// Reads words of kinship: whether a relative is within the circle that the recusal rules name. Pure.

/** `near` is within the circle, `distant` outside it, `unknown` could not be read and is for a person to decide. */
export type Closeness = 'near' | 'distant' | 'unknown'

const STEPS = ['up', 'down', 'side', 'spouse'] as const
type Step = (typeof STEPS)[number]

export interface Kinship {
  closeness: Closeness
  /** 夫妻、直系血亲、旁系血亲、姻亲; empty when unknown. */
  circle: string
  /** 代 for blood relatives of the side line, else 0. */
  generations: number
}

/** Each word as the way from the expert to the relative. */
const WAYS: readonly (readonly [way: string, words: string])[] = [
  ['spouse', '配偶 夫妻 丈夫 妻子 夫 妻 爱人 老公 老婆 先生 太太 spouse husband wife'],
  ['up', '父母 父亲 母亲 父 母 爸爸 妈妈 爸 妈 养父 养母 继父 继母 养父母 继父母 parent father mother'],
  ['down', '子女 儿子 女儿 子 女 儿 长子 次子 长女 次女 独子 独女 养子 养女 继子 继女 养子女 继子女 child son daughter'],
  ['up up', '祖父 祖母 爷爷 奶奶 外祖父 外祖母 外公 外婆 姥爷 姥姥 祖父母 外祖父母 grandparent grandfather grandmother'],
  ['up up up', '曾祖父 曾祖母 外曾祖父 外曾祖母 太爷爷 太奶奶 great_grandparent'],
  ['down down', '孙子 孙女 外孙 外孙女 孙 孙子女 外孙子女 grandchild grandson granddaughter'],
  ['down down down', '曾孙 曾孙女 曾外孙 曾外孙女 great_grandchild'],
  ['side', '兄弟姐妹 兄弟 姐妹 哥哥 弟弟 姐姐 妹妹 兄 弟 姐 妹 兄长 胞兄 胞弟 胞姐 胞妹 哥 sibling brother sister'],
  ['up side', '伯父 叔父 叔叔 伯伯 伯 叔 姑姑 姑母 姑妈 姑 舅舅 舅父 舅 姨妈 姨母 阿姨 姨 大伯 uncle aunt'],
  ['side down', '侄子 侄女 侄 侄儿 外甥 外甥女 甥 nephew niece'],
  ['up side down', '堂兄弟姐妹 表兄弟姐妹 堂兄弟 堂姐妹 堂兄 堂弟 堂姐 堂妹 堂哥 表兄弟 表姐妹 表兄 表弟 表姐 表妹 表哥 cousin first_cousin'],
  ['side down down', '侄孙 侄孙女 外甥孙 甥孙 grandnephew grandniece'],
  ['up side down down', '堂侄 堂侄女 表侄 表侄女 表外甥 堂外甥'],
  ['up up side', '伯祖父 叔祖父 伯祖 叔祖 姑祖母 舅祖父 姨祖母 舅公 姨婆 姑婆 great_uncle great_aunt'],
  ['up up side down down', '再从兄弟 族兄 族弟 second_cousin'],
  ['spouse up', '岳父 岳母 公公 婆婆 公婆 岳父母 丈人 丈母娘 parent_in_law father_in_law mother_in_law'],
  ['down spouse', '儿媳 儿媳妇 媳妇 女婿 child_in_law son_in_law daughter_in_law'],
  ['down down spouse', '孙媳 孙女婿 外孙媳 外孙女婿'],
  ['down spouse up', '亲家 亲家公 亲家母'],
  ['side spouse', '嫂子 嫂 弟媳 弟妹 弟媳妇 姐夫 妹夫 sibling_in_law brother_in_law sister_in_law'],
  ['spouse side', '大舅子 小舅子 大姨子 小姨子 大伯子 小叔子 大姑子 小姑子 内兄 内弟'],
  ['spouse side spouse', '连襟 妯娌'],
  ['up side spouse', '伯母 婶婶 婶母 婶 舅妈 舅母 姑父 姑丈 姨父 姨丈'],
  ['side down spouse', '侄媳 侄媳妇 侄女婿 外甥媳 外甥女婿'],
  ['up side down spouse', '堂嫂 表嫂 堂姐夫 堂妹夫 表姐夫 表妹夫 堂弟媳 表弟媳'],
  ['spouse side down', '内侄 内侄女 妻侄'],
]
const WORDS: ReadonlyMap<string, readonly Step[]> = new Map(WAYS.flatMap(([way, words]) => words.split(' ').map((word) => [word, way.split(' ').map((step) => STEPS.find((known) => known === step)!)] as const)))

const UNKNOWN: Kinship = { closeness: 'unknown', circle: '', generations: 0 }

/** Also of several words with 的 between them: 配偶的父亲. */
export function readKinship(text: string): Kinship {
  const steps: Step[] = []
  for (const word of text.normalize('NFKC').trim().toLowerCase().replace(/[\s-]+/g, '_').replace(/^我的?|本人的?/, '').split('的')) {
    const way = WORDS.get(word.replace(/^_|_$/g, ''))
    if (!way) return UNKNOWN
    steps.push(...way)
  }
  return judge(merge(steps))
}

/** 父母的子女 is a brother or sister, 父母的配偶 a parent: what turns back on itself is shortened. */
function merge(steps: readonly Step[]): Step[] {
  const merged: Step[] = []
  for (const step of steps) {
    const last = merged.at(-1)
    if (last === 'up' && step === 'down') merged.splice(-1, 1, 'side')
    else if (last === 'up' && step === 'spouse') continue
    else if (last === 'side' && step === 'side') continue
    else if (last === 'side' && step === 'up') merged.splice(-1, 1, 'up')
    else if (last === 'spouse' && step === 'down') merged.splice(-1, 1, 'down')
    else merged.push(step)
  }
  return merged
}

/**
 * Spouses; blood relatives in the direct line of any degree; in the side line up to three generations, counted from the common
 * ancestor (审判人员回避规定第一条第二款); near affinity: parents of the spouse, siblings of the spouse and their spouses, spouses of
 * children and their parents, spouses of relatives of the side line up to three generations (公务员回避规定).
 */
function judge(steps: readonly Step[]): Kinship {
  const way = steps.join(' ')
  if (way === 'spouse') return { closeness: 'near', circle: '夫妻', generations: 0 }
  if (/^(up( up)*|down( down)*)$/.test(way)) return { closeness: 'near', circle: '直系血亲', generations: 0 }
  const side = /^((?:up )*)side((?: down)*)( spouse)?$/.exec(way)
  if (side) {
    const generations = Math.max(side[1]!.split('up').length, side[2]!.split('down').length) + 1
    const closeness = generations <= 3 ? 'near' : 'distant'
    return { closeness, circle: side[3] ? '姻亲' : '旁系血亲', generations }
  }
  const isNear = /^(spouse up|spouse side( spouse)?|down spouse( up)?)$/.test(way)
  return steps.includes('spouse') ? { closeness: isNear ? 'near' : 'distant', circle: '姻亲', generations: 0 } : UNKNOWN
}

/** Posts that carry the conflict of a relative over to the expert (政府采购法实施条例第九条第四项、破产管理人规定第二十四条第三项). */
const HEADS = /法定代表人|负责人|董事|监事|高管|高级管理|总经理|经理|首席|总裁|行长|院长|校长|所长|控股|实际控制|合伙人|财务负责|legal_representative|director|supervisor|executive|controller|ceo|cfo|cto|chair/i
const HOLDERS = /股东|持股|出资|shareholder|控股|实际控制|controller/i

export const isHead = (post: string): boolean => HEADS.test(post) && !/部门经理|项目经理|客户经理|产品经理|助理/.test(post)
export const isHolder = (post: string): boolean => HOLDERS.test(post)
