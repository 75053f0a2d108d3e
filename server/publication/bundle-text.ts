// What the proof bundle says of itself, in Chinese. Pure.

const NAMES: Readonly<Record<string, string>> = { working: '工作稿', consultation: '征求意见稿', review: '送审稿', approval: '报批稿', explanation: '编制说明', minutes: '会议纪要', project_notice: '立项公告', other: '其他' }
/** `approval` is 报批稿 among drafts and 批准文件 among papers: the file's folder tells which. */
export const titleOfPurpose = (purpose: string): string => NAMES[purpose] ?? purpose

export interface BundleFacts {
  title: string
  number: string | null
  organisation: string
  state: string
  /** When the association confirmed its rules; null: the defaults held. */
  confirmed: string | null
  counts: { drafts: number; papers: number; comments: number; reviews: number; events: number }
}

export const readmeOf = ({ title, number, organisation, state, confirmed, counts }: BundleFacts): string => `# 《${title}》制定过程证明材料

- 编号：${number ?? '尚未给号'}
- 发布机构：${organisation}
- 现在的阶段：${state}
- 协会规则：${confirmed ? `协会已于 ${confirmed} 确认` : '协会没有确认过自己的规则，适用本库默认值，其中标“未核实”的以主管部门的规定为准'}

## 里面有什么

| 文件 | 内容 |
| --- | --- |
| project.json | 项目：名称、编号、日期、提案表、登记的事实（批准、强制性标准比对、公平竞争核对） |
| rules.json | 办理时适用的协会规则（天数、通过比例、基数、人数、次数） |
| drafters.csv | 起草组及其单位；他们不参加表决 |
| drafts/ | 全部草案 ${counts.drafts} 稿；drafts/index.csv 写明每一稿的用途、时间和 SHA-256 |
| papers/ | 编制说明、会议纪要、批准文件等 ${counts.papers} 份；papers/index.csv 是目录 |
| consultations.csv | 每次征求意见的起止日期 |
| comments.csv | 意见汇总处理表，一共收到 ${counts.comments} 条；撤回的和没有确认邮箱的不列入 |
| reviews/ | 技术审查 ${counts.reviews} 次：reviews/index.csv 是结论，每次的表决另有一份 |
| events.csv | 办理经过 ${counts.events} 项：时间、事项、阶段、经办人编号、依据 |
| published/ | 发布后收入知识库的文本和各历史版本 |
| SHA256SUMS | 以上每个文件的 SHA-256 |

CSV 文件是带 BOM 的 UTF-8，可以直接用电子表格软件打开。时间都是世界协调时（UTC）。

## 怎样核对

解压后在文件夹里执行：

    sha256sum -c SHA256SUMS

每一行都显示 OK，说明文件自打包以后没有改动。Windows 上没有 sha256sum 时，可用 certutil -hashfile 文件名 SHA256 逐个比较。
同一批记录任何时候打包，得到的文件逐字节相同。
`
