// The words of the field as data: dictionary entries, synonyms, question words. One file feeds the segmenter, both engines and the drift test.

/** Goes into every fingerprint: a change of the vocabulary rebuilds the index. */
export const VOCABULARY_VERSION = 3

/** Words that a general dictionary cuts wrongly or does not know. */
export const DICTIONARY: readonly string[] = [
  '商业秘密', '技术秘密', '经营秘密', '技术信息', '经营信息', '客户名单', '客户信息', '秘密点', '密点', '秘点', '非公知性', '同一性', '秘密性', '保密性', '价值性',
  '保密协议', '保密义务', '保密措施', '竞业限制', '竞业禁止', '涉密人员', '涉密区域', '涉密载体', '密级', '反向工程', '自行开发', '实质性相似', '实质上相同', '接触可能',
  '惩罚性赔偿', '法定赔偿', '行为保全', '证据保全', '举证责任', '举证妨碍', '许可使用费', '权利人', '侵权人', '被控侵权', '恶意诉讼', '刑民交叉', '二次泄密', '电子侵入',
  '反不正当竞争法', '团体标准', '地方标准', '行业标准', '企业标准', '国家标准', '征求意见稿', '编制说明', '规范性引用文件', '贯标', '标杆示范企业', '规模以上', '联席会议',
  '源代码', '配方', '图纸', '工艺', '数据抓取', '子账号', '云盘', '离职员工', '知识产权', '市场监督管理局', '市场监管', '维权援助', '司法鉴定', '技术调查官', '专家辅助人',
  '337调查', '长臂管辖', '域外适用', '证据开示', '合理保密措施', '行政处罚', '没收违法所得', '移送司法', '典型案例', '指导性案例',
]

/** Each group names one thing; a query with one of the words also finds the others, at less weight. */
export const SYNONYMS: readonly (readonly string[])[] = [
  ['商业秘密', 'trade secret', 'trade secrets', '营业秘密', '营业秘密法', '商业机密'],
  ['客户名单', '客户信息', '客户资料', 'customer list'],
  ['竞业限制', '竞业禁止', 'non-compete'],
  ['保密协议', '保密合同', 'nda'],
  ['秘点', '密点', '秘密点'],
  ['源代码', '源码', 'source code'],
  ['反向工程', '逆向工程', 'reverse engineering'],
  ['离职', '辞职', '跳槽'],
  ['员工', '职工', '雇员', '劳动者'],
  ['老板', '用人单位', '雇主'],
  ['公司', '企业'],
  ['坐牢', '有期徒刑', '判刑'],
  ['赔偿', '赔钱', '损害赔偿'],
  ['罚款', '罚金'],
  ['举报', '投诉', '检举'],
  ['起诉', '打官司', '诉讼', '提起诉讼'],
  ['工资', '薪水', '劳动报酬', '薪资'],
  ['开除', '辞退', '解除劳动合同', '炒鱿鱼'],
  ['离婚', '解除婚姻'],
  ['孩子', '子女', '未成年人', '小孩'],
  ['房子', '房屋', '住房'],
  ['租房', '房屋租赁', '租赁'],
  ['欠钱', '借款', '欠款', '借贷', '债务'],
  ['打人', '殴打', '故意伤害'],
  ['偷', '盗窃', '偷窃', '窃取'],
  ['骗', '诈骗', '欺诈'],
  ['车祸', '交通事故'],
  ['遗产', '继承'],
  ['合同', '协议'],
  ['买卖', '购销'],
  ['团体标准', '行业标准'],
  ['专家', 'expert'],
  ['案例', '判例', 'case'],
  ['337调查', 'section 337', 'usitc'],
  ['行为保全', '诉前禁令', '禁令', 'injunction'],
  ['惩罚性赔偿', 'punitive damages'],
  ['泄密', '泄露', '外泄', '泄漏'],
]

/** Persons and single things of a story (小明, 一家, 一名): they name nothing that a law, a case or a standard would say. */
export const STORY_WORD = /^(?:[小老][\u4e00-\u9fff]|[一两几某这那每][家位个艘名件只辆封份盒条次些种天部起台栋间块笔年月日]|[甲乙丙丁某]|[张李王刘陈赵][某三四五])$/

/** Words that ask rather than name; dropped from a query unless nothing else is left. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    '的 了 和 与 或 及 是 在 有 为 对 把 被 让 给 向 从 到 由 于 以 按 就 都 也 还 又 再 很 太 最 更 这 那 哪 哪个 哪些 哪条 哪部 什么 怎么 怎样 如何 为什么 为何 是否 能否 可否 可以 能 会 ' +
    '要 应该 应当 需要 请 请问 吗 呢 吧 啊 呀 我 你 他 她 它 我们 你们 他们 自己 某 某个 某些 一个 一些 一种 一下 多少 几 谁 时候 情况 问题 关于 根据 依据 按照 哪里 何时 怎么办 该 其 之 者 ' +
    '等 并 而 且 但 但是 如果 若 因为 所以 没有 没 不 不是 不能 想 说 做 去 来 用 个 中 上 下 里 后 前 时 所 并且 以及 进行 规定 法律 法规 条 哪一 属于 因此 然后 其中 法条 条款 法律条款 希望 发现 打算 准备 觉得 认为 现在 最近 后来 已经 正在 突然 之后 之前 结果 导致 出现 一直 然而 尽管 虽然 由于 这种 这个 这些 那么 怎样 才 只 将 并未 该如何 得 着 过 能够 或者 此时 一条 哪一条 名为 位于 来到 收到  有关 相关 具体 下列 以下 上述 ' +
    'a an and are as at be by for from how in is it of on or that the this to was what when where which who with'
  ).split(' '),
)
