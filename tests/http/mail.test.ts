// Undelivered mail in the hands of an administrator: listed without its words, sent again or discarded, each time on record.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isMailDue, MOST_ATTEMPTS } from '../../server/mail/mail.ts'
import { startApp, type RunningApp } from '../support/app.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { FIXTURES } from '../support/site.ts'

let app: RunningApp
let admin: TestPerson
beforeAll(async () => {
  app = await startApp({ content: FIXTURES })
  admin = await makePerson(app, 'admin')
})
afterAll(() => app.close())
beforeEach(() => app.database.prisma.mail.deleteMany())

const giveUp = (changes: object = {}) => app.database.prisma.mail.create({ data: { recipient: 'gone@example.cn', subject: '重置密码', text: '请打开链接', attempts: MOST_ATTEMPTS, lastError: '550 no such person', nextAt: new Date(Date.now() + 3_600_000), ...changes } })
const entries = (action: string, id: bigint) => app.database.prisma.auditEntry.findMany({ where: { action, subjectKind: 'mail', subjectId: String(id) } })

describe('GET /mail', () => {
  test('lists what was given up with its reason, without recipient or words', async () => {
    const { id } = await giveUp()
    const waiting = await giveUp({ attempts: 3, lastError: 'still trying' })
    await giveUp({ sentAt: new Date(), recipient: null, subject: null, text: null, lastError: 'was late' })
    const { status, text } = await admin.browser.get('/mail')
    expect(status).toBe(200)
    expect(text).toContain('550 no such person')
    expect(text).toContain(`action="/mail/${id}/retry"`)
    for (const unseen of ['gone@example.cn', '重置密码', '请打开链接', 'still trying', 'was late', `/mail/${waiting.id}/`]) expect(text).not.toContain(unseen)
  })

  test('says so when there is none, in both languages', async () => {
    expect((await admin.browser.get('/mail')).text).toContain('没有寄不出的邮件')
    expect((await (await fetch(`${app.url}/mail?lang=en`, { headers: { cookie: [...admin.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })).text())).toContain('Every mail was delivered.')
  })

  test('is on the account page of administrators only', async () => {
    expect((await admin.browser.get('/account')).text).toContain('href="/mail"')
    const auditor = await makePerson(app, 'auditor')
    expect((await auditor.browser.get('/account')).text).not.toContain('href="/mail"')
    expect((await auditor.browser.get('/mail')).status).toBe(403)
  })
})

describe('what can be done with it', () => {
  test('sent again it is due at once, with all its attempts, and no longer listed', async () => {
    const { id } = await giveUp()
    expect(await isMailDue(app.database.prisma, new Date())).toBe(false)
    expect(await admin.browser.submit('/mail', `/mail/${id}/retry`, {})).toMatchObject({ status: 303, location: '/mail?done=retried' })
    expect(await app.database.prisma.mail.findUnique({ where: { id } })).toMatchObject({ attempts: 0, lastError: null, recipient: 'gone@example.cn', sentAt: null })
    expect(await isMailDue(app.database.prisma, new Date())).toBe(true)
    const { text } = await admin.browser.get('/mail?done=retried')
    expect(text).toContain('已排入队列')
    expect(text).not.toContain(`/mail/${id}/retry`)
    expect(await entries('mail:retry', id)).toMatchObject([{ outcome: 'DONE', actorId: admin.id, detail: {} }])
  })

  test('discarded it is gone', async () => {
    const { id } = await giveUp()
    expect(await admin.browser.submit('/mail', `/mail/${id}/discard`, {})).toMatchObject({ status: 303, location: '/mail?done=discarded' })
    expect(await app.database.prisma.mail.count()).toBe(0)
    expect(await entries('mail:discard', id)).toHaveLength(1)
  })

  test('a mail that was settled meanwhile, or is still on its way, is left alone and nothing is recorded', async () => {
    const { id } = await giveUp()
    const { id: trying } = await giveUp({ attempts: MOST_ATTEMPTS - 1 })
    const { text } = await admin.browser.get('/mail')
    const token = /name="form_token" value="([^"]+)"/.exec(text)![1]!
    await app.database.prisma.mail.delete({ where: { id } })
    for (const [path, status] of [[`/mail/${id}/retry`, 409], [`/mail/${id}/discard`, 409], [`/mail/${trying}/discard`, 409], ['/mail/none/retry', 404], [`/mail/${'9'.repeat(40)}/discard`, 404]] as const) {
      expect([path, (await admin.browser.post(path, { form_token: token })).status]).toEqual([path, status])
    }
    expect(await app.database.prisma.mail.count()).toBe(1)
    expect(await entries('mail:discard', trying)).toEqual([])
  })
})
