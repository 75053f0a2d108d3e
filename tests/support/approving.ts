// A standard as far as 报批: its project with drafts, papers, a consultation with comments, a review with votes, inserted as rows.
import { createHash } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient, StandardProject } from '../../prisma/client.ts'
import { nextUscc } from './people.ts'

export const DRAFT = (scope: string, more = ''): string => `## 前言

本文件按照GB/T 1.1—2020的规定起草。

## 1 范围

${scope}

## 2 规范性引用文件

本文件没有规范性引用文件。

## 3 术语和定义

3.1 样品 送交检验的物件。

## 4 要求

4.1 样品应当编号登记。

4.2 样品间应当上锁，钥匙由两人分管。
${more}`

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

export interface Approving {
  organisationId: string
  title?: string
  code?: string
  state?: StandardProject['state']
  scope?: string
  predecessorId?: string
  /** Days on which the three drafts were kept. */
  days?: readonly [string, string, string]
}

let serial = 0

export async function makeAssociation({ prisma }: { prisma: PrismaClient }, { name = '示例市样品保管协会', code }: { name?: string; code?: string } = {}): Promise<string> {
  const id = mintId()
  await prisma.organisation.create({ data: { id, name, kind: 'ASSOCIATION', uscc: nextUscc(), confirmedAt: new Date() } })
  if (code) await prisma.associationRules.create({ data: { organisationId: id, code } })
  return id
}

export async function makeApproving({ prisma }: { prisma: PrismaClient }, { organisationId, title = `送检样品保管规范${++serial}`, state = 'approving', scope = '本文件规定了送检样品蓝鲸匣的保管要求。', predecessorId, days = ['2026-08-01', '2026-09-10', '2026-10-20'] }: Approving): Promise<StandardProject> {
  const id = mintId()
  const at = (day: string) => new Date(`${day}T04:00:00Z`)
  const project = await prisma.standardProject.create({
    data: { id, organisationId, title, englishTitle: 'Custody of samples', ics: '03.100.01', ccs: 'A 00', proposal: { purpose: '目的', scope: '范围', content: '内容', situation: '情况' }, applicants: ['示例检验有限公司'], state, documentId: mintId(), lastMoveOn: '2026-10-21', ...(predecessorId && { predecessorId }) },
  })
  const texts = [DRAFT(scope), DRAFT(scope, '\n4.3 借出样品应当经负责人签字。\n'), DRAFT(scope, '\n4.3 借出样品应当经负责人签字并登记归还日期。\n\n4.4 样品销毁宜由两人在场。\n')]
  const purposes = ['consultation', 'review', 'approval']
  const drafts = await Promise.all(texts.map((text, index) => prisma.standardDraft.create({ data: { id: mintId(), projectId: id, number: index + 1, purpose: purposes[index]!, text, digest: digest(text), changes: index ? '按意见修改' : '', createdAt: at(days[index]!) } })))
  const paper = (kind: string, heading: string, day: string) => prisma.standardPaper.create({ data: { id: mintId(), projectId: id, kind, title: heading, text: `${heading}的正文。\n`, digest: digest(`${heading}的正文。\n`), createdAt: at(day) } })
  await paper('explanation', '编制说明', days[0])
  const minutes = await paper('minutes', '审查会议纪要', days[2])
  await prisma.standardDrafter.create({ data: { id: mintId(), projectId: id, name: '示例起草人', employerName: '示例检验有限公司', part: 'lead', addedAt: at(days[0]) } })
  const consultation = await prisma.consultation.create({ data: { id: mintId(), projectId: id, draftId: drafts[0]!.id, opensOn: days[0], closesOn: days[1], closedAt: at(days[1]) } })
  await prisma.draftComment.create({ data: { id: mintId(), projectId: id, consultationId: consultation.id, draftId: drafts[0]!.id, number: 1, body: '示例纺织有限公司', email: 'secret-address@example.cn', verifiedAt: at(days[0]), clause: '4.1', type: 'te', original: '样品应当编号登记', proposed: '=增加“当日”', reason: '便于追溯', disposition: '采纳', reply: '', answeredAt: at(days[1]) } })
  const members = ['甲', '乙', '丙', '丁', '戊'].map((name, index) => ({ id: mintId(), name: `示例专家${name}`, employerName: `示例大学${index + 1}`, attends: true, vote: 'for', votedAt: at(days[2]) }))
  await prisma.standardReview.create({ data: { id: mintId(), projectId: id, draftId: drafts[1]!.id, mode: 'meeting', on: days[2], papersSentOn: days[1], minutesId: minutes.id, outcome: 'passed', closedAt: at(days[2]), members: { create: members } } })
  await prisma.standardEvent.create({ data: { projectId: id, at: at(days[2]), deed: 'pass_review', from: 'reviewing', to: 'approving', evidence: { for: 5 } } })
  return project
}

/** What a secretary sends to publish. */
export const publishRequest = ({ version }: Pick<StandardProject, 'version'>, changes: Record<string, unknown> = {}) => ({
  version,
  implementationOn: '2027-03-01',
  approval: { on: '2026-11-20', title: '关于批准发布的决定', text: '示例协字〔2026〕12号' },
  mandatory: { compared: '没有相关的强制性国家标准', below: [] },
  competition: { checked: '没有排除、限制竞争的内容', doubts: [] },
  ...changes,
})
