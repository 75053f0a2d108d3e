// Pairs of names of organisations, and whether they are one, belong together, need a look, or have nothing to do with each other.
import { createDirectory } from '../../../server/conflicts/directory.ts'
import { code } from './facts.ts'

const known = (id: string, name: string, uscc: string | null, names: [name: string, kind: string][] = [], isListed = false) => ({ id, name, uscc, isListed, names: names.map(([other, kind]) => ({ name: other, kind })) })

export const DIRECTORY = createDirectory({
  organisations: [
    known('byd', '比亚迪股份有限公司', code(1), [['深圳市比亚迪实业有限公司', 'former'], ['BYD Company Limited', 'foreign'], ['王传福的公司', 'alias']], true),
    known('byd-auto', '比亚迪汽车工业有限公司', code(2)),
    known('fudi', '弗迪电池有限公司', code(3)),
    known('fudi-cq', '重庆弗迪锂电池有限公司', code(4)),
    known('ustc', '中国科学技术大学', code(5), [['中科大', 'alias'], ['USTC', 'foreign'], ['University of Science and Technology of China', 'foreign']]),
    known('icbc', '中国工商银行股份有限公司', code(6), [['工行', 'alias'], ['ICBC', 'foreign']]),
    known('icbc-hz', '工行杭州城站机构', code(7)),
    known('huaxin-a', '上海华信石油集团有限公司', code(8), [['华信', 'alias']]),
    known('huaxin-b', '四川华信药业有限公司', code(9), [['华信', 'alias']]),
    known('holding', '海岳资本控股有限公司', code(10)),
    known('sister-a', '青禾机器人有限公司', code(11)),
    known('sister-b', '玄武种业有限公司', code(12)),
    known('sold', '白泽涂料有限公司', code(13)),
    known('chem', '苏州赛腾精密电子有限公司', null, [['赛腾机电', 'former']]),
  ],
  edges: [
    { parent: 'byd', child: 'byd-auto', kind: 'parent', from: '2006-03-03', to: null, source: '企业登记' },
    { parent: 'byd', child: 'fudi', kind: 'parent', from: '2019-05-05', to: null, source: '企业登记' },
    { parent: 'fudi', child: 'fudi-cq', kind: 'parent', from: '2019-12-01', to: null, source: '企业登记' },
    { parent: 'icbc', child: 'icbc-hz', kind: 'branch', from: null, to: null, source: '企业登记' },
    { parent: 'holding', child: 'sister-a', kind: 'group', from: null, to: null },
    { parent: 'holding', child: 'sister-b', kind: 'group', from: null, to: null },
    { parent: 'holding', child: 'sold', kind: 'parent', from: '2010-01-01', to: '2020-01-01' },
  ],
})

type Side = string | { name: string; uscc: string }
export type Pair = [a: Side, b: Side]

/** One legal person, however it is written. */
export const SAME: Pair[] = [
  ['华为技术有限公司', '华为技术有限责任公司'], ['华为技术有限公司', '華為技術有限公司'], ['华为技术有限公司', ' 华为 技术 有限公司 '], ['华为技术有限公司', '华为技术有限公司。'],
  ['华为技术（深圳）有限公司', '华为技术(深圳)有限公司'], ['华为技术（深圳）有限公司', '华为技术【深圳】有限公司'], ['华为技术（深圳）有限公司', '华为技术〔深圳〕有限责任公司'],
  ['中国中车（集团）股份有限公司', '中国中车集团股份公司'], ['TCL科技集团股份有限公司', 'ＴＣＬ科技集团股份有限公司'], ['TCL科技集团股份有限公司', 'tcl 科技集团股份有限公司'],
  ['天健会计师事务所（特殊普通合伙）', '天健会计师事务所'], ['北京市金杜律师事务所', '北京市金杜律師事務所'], ['臺灣積體電路製造股份有限公司', '台灣積體電路製造股份有限公司'],
  ['Acme Technologies Co., Ltd.', 'ACME TECHNOLOGIES CO LTD'], ['Acme Technologies Co., Ltd.', 'Acme Technologies Company Limited'], ['Acme Technologies Ltd', 'The Acme Technologies Limited'], ['Siemens AG', 'Siemens A.G.'],
  ['Robert Bosch GmbH', 'ROBERT BOSCH GMBH'], ['Johnson & Johnson Inc.', 'Johnson and Johnson, Incorporated'], ['Müller GmbH & Co. KG', 'Müller GmbH & Co KG'],
  ['トヨタ自動車株式会社', 'トヨタ自動車(株)'], ['トヨタ自動車株式会社', 'トヨタ自動車㈱'], ['株式会社日立製作所', '日立製作所株式会社'],
  ['比亚迪股份有限公司', '深圳市比亚迪实业有限公司'], ['比亚迪股份有限公司', 'BYD Company Ltd.'], ['中国科学技术大学', '中科大'], ['USTC', '中国科学技术大学'], ['工行', '中国工商银行股份有限公司'], ['ICBC', '工行'], ['苏州赛腾精密电子有限公司', '赛腾机电'],
  [{ name: '甲', uscc: code(1) }, { name: '乙', uscc: code(1).toLowerCase() }], [{ name: '随便什么名字', uscc: code(1) }, '比亚迪股份有限公司'], [{ name: '', uscc: code(77) }, { name: '丙', uscc: `${code(77).slice(0, 9)} ${code(77).slice(9)}` }],
]

/** Branches of one legal person. */
export const BRANCHES: Pair[] = [
  ['华为技术有限公司', '华为技术有限公司北京分公司'], ['华为技术有限公司', '华为技术有限责任公司（北京）分公司'], ['中国工商银行股份有限公司', '中国工商银行股份有限公司深圳福田支行'],
  ['北京市金杜律师事务所', '北京市金杜律师事务所上海分所'], [{ name: '平安银行股份有限公司', uscc: code(31) }, { name: '平安银行股份有限公司杭州分行', uscc: code(32) }], ['工行杭州城站机构', '中国工商银行股份有限公司'],
]

/** Parents and subsidiaries, also far ones. */
export const GROUPS: Pair[] = [['比亚迪股份有限公司', '弗迪电池有限公司'], ['重庆弗迪锂电池有限公司', '深圳市比亚迪实业有限公司'], ['弗迪电池有限公司', { name: '别的写法', uscc: code(4) }], ['海岳资本控股有限公司', '玄武种业有限公司'], ['比亚迪汽车工业有限公司', 'BYD Company Limited']]

/** Never a silent pass: a person has to look. */
export const ALIKE: Pair[] = [
  ['华为技术有限公司', '华为技术股份有限公司'], ['华为技术有限公司', '华为技术'], ['华为', '华为技术有限公司'], ['华为技术有限公司', '华为终端有限公司'], ['腾讯科技（深圳）有限公司', '深圳市腾讯计算机系统有限公司'],
  ['小米科技有限责任公司', '小米通讯技术有限公司'], ['北京字节跳动科技有限公司', '字节跳动科技（上海）有限公司'], ['北京字节跳动科技有限公司', '北京字节跳动网络技术有限公司'], ['阿里巴巴（中国）有限公司', '阿里巴巴（中国）网络技术有限公司'],
  ['杭州海康威视数字技术股份有限公司', '海康威视'], ['珠海格力电器股份有限公司', '格力电器'], ['联想（北京）有限公司', '联想集团有限公司'], ['宁德时代新能源科技股份有限公司', '宁德时代新能原科技股份有限公司'],
  ['宁德时代新能源科技股份有限公司', '宁徳时代新能源科技股份有限公司'], ['深圳市华威技术有限公司', '深圳市华为技术有限公司'], ['深圳市大疆创新科技有限公司', '深圳大疆创新科技有限公司'], ['国网浙江省电力有限公司', '国网江苏省电力有限公司'],
  ['清华大学', '清华大学深圳国际研究生院'], ['上海交大', '上海交通大学'], ['中科院自动化所', '中国科学院自动化研究所'], ['北京市中伦律师事务所', '北京市中伦（上海）律师事务所'], ['中国地质大学（武汉）', '中国地质大学'],
  ['Acme Inc.', 'Acme GmbH'], ['Acme Technologies Co., Ltd.', 'Acme Tech (Shenzhen) Co., Ltd.'], ['Foxconn Technology Group', 'Foxcon Technology Group'], ['华信', '上海华信石油集团有限公司'], ['青禾机器人有限公司', '玄武种业有限公司'],
  ['白泽涂料有限公司', '海岳资本控股有限公司'], [{ name: '比亚迪股份有限公司', uscc: code(99) }, '比亚迪股份有限公司'], [{ name: '甲公司', uscc: '91330100MA000000X1' }, { name: '乙厂', uscc: '91330100MA000000X1' }],
]

/** Nothing to do with each other, however near they look. */
export const DIFFERENT: Pair[] = [
  ['北京大学', '南京大学'], ['北京大学', '北京科技大学'], ['北京大学第一医院', '北京大学第三医院'], ['华东理工大学', '华南理工大学'], ['上海交通大学', '西安交通大学'], ['中国科学院物理研究所', '中国科学院化学研究所'],
  ['北京银行股份有限公司', '南京银行股份有限公司'], ['中国石油天然气集团有限公司', '中国石油化工集团有限公司'], ['中兴通讯股份有限公司', '中信通讯股份有限公司'], ['华为技术有限公司', '中兴通讯股份有限公司'],
  ['珠海格力电器股份有限公司', '美的集团股份有限公司'], ['杭州海康威视数字技术股份有限公司', '浙江大华技术股份有限公司'], ['深圳市科技有限公司', '杭州信息技术有限公司'], ['杭州市市场监督管理局', '宁波市市场监督管理局'], ['浙江大学', '浙江工业大学'],
  ['杭州市第一人民医院', '杭州市第二人民医院'], ['北京市金杜律师事务所', '北京市君合律师事务所'], ['Siemens AG', 'Bosch GmbH'], ['Intel Corporation', 'Apple Inc.'], ['株式会社日立製作所', 'トヨタ自動車株式会社'], ['中国人民大学', '中国农业大学'],
  ['南京理工大学', '南京工业大学'], ['宁波银行股份有限公司', '杭州银行股份有限公司'], ['长安汽车股份有限公司', '长城汽车股份有限公司'], ['上海宝信软件股份有限公司', '用友网络科技股份有限公司'], ['杭州中级人民法院', '宁波中级人民法院'],
  [{ name: '杭州明远科技有限公司', uscc: code(41) }, { name: '杭州明远科技有限公司', uscc: code(42) }], [{ name: '华信', uscc: code(8) }, { name: '华信', uscc: code(9) }], ['上海华信石油集团有限公司', '四川华信药业有限公司'], ['', '华为技术有限公司'], ['（）', '【】'],
]
