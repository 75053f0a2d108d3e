// What a person did in the registry and on standards: whole in their data and nobody else's, and after erasure without anything that says who it was.
import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../../indexer/index.ts'
import { VISITOR, type Actor } from '../../../server/access/access.ts'
import { onConsentChanged } from '../../../server/experts/listing.ts'
import { eraseAccount } from '../../../server/privacy/erasure.ts'
import { exportOwnData } from '../../../server/privacy/own-data.ts'
import { createSealing, saveSealed } from '../../../server/sealing/sealing.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
const sealing = createSealing({ keys: new Map([['k1', randomBytes(32)]]), current: 'k1' })

let n = 0
interface Person {
  id: string
  name: string
  email: string
  actor: Actor
}
async function register({ verified = true } = {}): Promise<Person> {
  const id = `worker${++n}`
  const [name, email] = [`司马试剂${n}`, `worker_${n}@example.cn`]
  await database.prisma.user.create({ data: { id, name, email, emailVerified: verified } })
  return { id, name, email, actor: { ...VISITOR, kind: 'person', id, userId: id } }
}

/** One row of everything that the person can have done; each text bears the person's id. */
async function work({ id, name, email }: Person): Promise<Record<'expert' | 'enquiry' | 'draft' | 'secret' | 'open' | 'published' | 'review' | 'assignment', string>> {
  const { prisma } = database
  const [expert, enquiry, draft, secret, open, published, review, assignment] = Array.from({ length: 8 }, mintId) as [string, string, string, string, string, string, string, string]
  await prisma.expert.create({ data: { id: expert, userId: id, name, types: ['legal'], fields: [], industries: [], services: [], languages: [], jurisdictions: [], licences: [], biography: `简历 ${id}`, documents: { create: { id: mintId(), title: `论文 ${id}`, text: '正文', kind: 'publication' } }, relations: { create: { id: mintId(), kind: 'employment', organisation: `任职 ${id}` } }, moves: { create: { to: 'APPLIED', reason: `申请 ${id}`, actorId: 'somebody-who-moved' } } } })
  const asked = { fields: [], industries: [], needs: [], jurisdictions: [], languages: [], walledOff: ['an-officer-walled-off'] }
  await prisma.enquiry.create({ data: { ...asked, id: enquiry, title: `事项 ${id}`, requesterId: id, submittedAt: new Date(), state: 'SUBMITTED', officerId: 'an-officer' } })
  await prisma.enquiry.create({ data: { ...asked, id: draft, title: `草稿 ${id}`, requesterId: id } })
  await saveSealed(prisma, sealing, { subjectKind: 'enquiry', subjectId: enquiry, field: 'facts' }, `经过 ${id}`)
  await saveSealed(prisma, sealing, { subjectKind: 'enquiry', subjectId: draft, field: 'facts' }, `未提交的经过 ${id}`)
  const foreign = await prisma.enquiry.create({ data: { ...asked, id: secret, title: `他人的事项 ${id}`, requesterId: 'somebody-else' } })
  const declaration = { statements: { kin: true }, explanation: `亲属 ${id}`, at: '2026-11-01T00:00:00Z', decision: { verdict: 'admit', reason: '不影响', by: 'an-officer-who-decided', at: '2026-11-02T00:00:00Z' } }
  await prisma.assignment.create({ data: { id: assignment, enquiryId: foreign.id, expertId: expert, state: 'ACCEPTED', invitedAt: new Date(), note: `备注 ${id}`, declaration } })
  await prisma.assignment.create({ data: { id: mintId(), enquiryId: enquiry, expertId: expert, note: `还没有告知 ${id}` } })
  const projects = [{ id: open, title: `起草中 ${id}` }, { id: published, title: `已发布 ${id}`, number: `T/TEST ${id}—2026`, state: 'published' as const }]
  for (const project of projects) {
    await prisma.standardProject.create({ data: { ...project, organisationId: 'o', documentId: mintId(), applicants: [], lastMoveOn: '2026-11-01', drafters: { create: { id: mintId(), userId: id, name, employerName: '示例公司' } } } })
  }
  const text = await prisma.standardDraft.create({ data: { id: mintId(), projectId: open, number: 1, text: '# 1', digest: 'd' } })
  const comment = { projectId: open, draftId: text.id, clause: '4.1', proposed: `建议 ${id}` }
  await prisma.draftComment.create({ data: { ...comment, id: mintId(), number: 1, body: name, userId: id, answeredBy: 'an-editor-who-answered' } })
  await prisma.draftComment.create({ data: { ...comment, id: mintId(), number: 2, body: '示例公司', email, tokenHash: `hash of ${id}`, reason: `凭邮件提出 ${id}` } })
  await prisma.standardReview.create({ data: { id: review, projectId: open, draftId: text.id, mode: 'letter', on: '2026-11-20', members: { create: [{ id: mintId(), userId: id, name, vote: 'against', opinion: `意见 ${id}` }, { id: mintId(), userId: 'another-voter', name: '另一位委员', vote: 'for' }] } } })
  await prisma.adoption.create({ data: { id: mintId(), documentId: `标准 ${id}`, organisationId: 'o', clauses: ['5'], declaredOn: '2026-11-01', createdBy: id, checkedBy: 'a-checker' } })
  return { expert, enquiry, draft, secret, open, published, review, assignment }
}

async function exported({ actor }: Person): Promise<{ text: string; data: Record<string, any> }> { // oxlint-disable-line no-explicit-any
  let text = ''
  for await (const piece of await exportOwnData({ prisma: database.prisma, sealing }, actor)) text += piece
  return { text, data: JSON.parse(text) as Record<string, unknown> }
}

describe('the data of a person', () => {
  test('holds the expert, invitations with declarations, enquiries, comments, votes, drafting and adoptions; no id, name or word of others', async () => {
    const [person, other] = [await register(), await register()]
    await work(person)
    await work(other)
    const { text, data } = await exported(person)
    const { id } = person
    expect(data.expert).toMatchObject([{ biography: `简历 ${id}`, documents: [{ title: `论文 ${id}` }], relations: [{ organisation: `任职 ${id}` }], moves: [{ reason: `申请 ${id}` }] }])
    expect(data.assignments).toMatchObject([{ enquiry: { title: `他人的事项 ${id}` }, note: `备注 ${id}`, declaration: { statements: { kin: true }, explanation: `亲属 ${id}`, decision: { verdict: 'admit', reason: '不影响' } } }])
    expect(data.enquiries).toMatchObject([{ title: `事项 ${id}`, sealed: [{ field: 'facts', text: `经过 ${id}` }] }, { title: `草稿 ${id}`, sealed: [{ text: `未提交的经过 ${id}` }] }])
    expect(data.comments).toMatchObject([{ proposed: `建议 ${id}`, project: { title: `起草中 ${id}` } }, { reason: `凭邮件提出 ${id}`, email: person.email }])
    expect(data.votes).toMatchObject([{ vote: 'against', opinion: `意见 ${id}`, review: { mode: 'letter' } }])
    expect(data.drafting.map((row: { project: { title: string } }) => row.project.title).toSorted()).toEqual([`已发布 ${id}`, `起草中 ${id}`].toSorted())
    expect(data.adoptions).toMatchObject([{ documentId: `标准 ${id}`, clauses: ['5'] }])
    for (const foreign of [other.id, other.name, 'somebody', 'an-officer', 'an-editor', 'another-voter', '另一位委员', 'a-checker', `还没有告知 ${id}`, `hash of ${id}`]) expect(text).not.toContain(foreign)
  })

  test('holds comments made under an address only when the address was proved', async () => {
    const [person, claimant] = [await register(), await register({ verified: false })]
    const { open } = await work(person)
    const comment = await database.prisma.draftComment.findFirstOrThrow({ where: { projectId: open, number: 2 } })
    await database.prisma.draftComment.update({ where: { id: comment.id }, data: { email: claimant.email } })
    expect((await exported(claimant)).data.comments).toEqual([])
    await eraseAccount({ prisma: database.prisma, onConsentChanged }, claimant.actor, claimant.id)
    expect(await database.prisma.draftComment.findUnique({ where: { id: comment.id } })).toMatchObject({ email: claimant.email })
  })
})

describe('after erasure', () => {
  test('comments, votes and statements are there, and nothing that says whose they were', async () => {
    const [person, other] = [await register(), await register()]
    const { prisma } = database
    const made = await work(person)
    const kept = await work(other)
    const rowsOf = async ({ open, published, review, enquiry, draft, assignment }: typeof made) => ({
      comments: await prisma.draftComment.findMany({ where: { projectId: open }, orderBy: { number: 'asc' } }),
      members: await prisma.reviewMember.findMany({ where: { reviewId: review }, orderBy: { name: 'asc' } }),
      drafters: await prisma.standardDrafter.findMany({ where: { projectId: { in: [open, published] } }, include: { project: { select: { number: true } } } }),
      enquiries: await prisma.enquiry.findMany({ where: { id: { in: [enquiry, draft] } }, orderBy: { createdAt: 'asc' } }),
      sealed: await prisma.sealedField.findMany({ where: { subjectId: { in: [enquiry, draft] } } }),
      assignment: await prisma.assignment.findUnique({ where: { id: assignment } }),
    })
    const before = await rowsOf(kept)
    await eraseAccount({ prisma, onConsentChanged }, person.actor, person.id)
    expect(await rowsOf(kept)).toEqual(before)

    const { comments, members, drafters, enquiries, sealed, assignment } = await rowsOf(made)
    expect(comments).toMatchObject([{ body: '已注销', userId: null, proposed: `建议 ${person.id}` }, { body: '示例公司', email: null, tokenHash: null, reason: `凭邮件提出 ${person.id}` }])
    expect(members.find(({ vote }) => vote === 'against')).toMatchObject({ name: '已注销', opinion: `意见 ${person.id}` })
    expect(members.find(({ vote }) => vote === 'for')).toMatchObject({ name: '另一位委员' })
    const drafterOf = (isPublished: boolean) => drafters.find(({ project }) => (project.number !== null) === isPublished)
    expect([drafterOf(true), drafterOf(false)]).toMatchObject([{ name: person.name, endedAt: expect.any(Date) }, { name: '已注销', endedAt: expect.any(Date) }])
    expect(enquiries).toMatchObject([{ title: `事项 ${person.id}` }, { title: '已注销' }])
    expect(sealed.map(({ subjectId }) => subjectId)).toEqual([made.enquiry])
    expect(assignment).toMatchObject({ note: null, declaration: { statements: { kin: true }, explanation: '' } })
    expect(await prisma.expert.findUnique({ where: { id: made.expert } })).toMatchObject({ name: '已注销', userId: null, biography: null, state: 'REMOVED' })
  })
})
