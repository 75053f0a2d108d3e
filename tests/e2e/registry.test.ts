// The way of an enquiry in a real browser: an enterprise asks, an officer takes it up, checks, matches and reads the sheet, an auditor watches a draw; no accessibility violation on the way.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RULE_NAMES } from '../../server/conflicts/bases.ts'
import { seedExperts } from '../../server/experts/demo.ts'
import type { MatchAnswer } from '../../server/matching/matching.ts'
import { GATE_RULES } from '../../server/matching/model.ts'
import { PARTS } from '../../server/matching/weights.ts'
import { applyOutbox } from '../../server/search/outbox.ts'
import { translate } from '../../server/web/messages.ts'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { look } from '../support/look.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { openSite, type Site } from '../support/site.ts'

const FACTS = '离职工程师把摩托车发动机控制器的源代码带到新公司，新产品的控制程序与我方版本高度相似，需要鉴定非公知性和同一性，并评估损失。'

test('the sheet calls every rule by the name that the gate has for it', () => {
  const t = translate('zh')
  expect(Object.fromEntries(GATE_RULES.map((rule) => [rule, t(`rule_${rule}`)]))).toEqual(RULE_NAMES)
})

describe.skipIf(!hasBrowser)('the registry in a browser', () => {
  let site: Site
  let browser: Browser
  let enterprise: TestPerson
  let officer: TestPerson
  let auditor: TestPerson
  beforeAll(async () => {
    site = await openSite()
    const { prisma } = site.database
    const drain = () => applyOutbox({ prisma, engine: site.engine, signal: new AbortController().signal })
    await seedExperts({ prisma, applyOutbox: drain })
    await drain()
    ;[enterprise, officer, auditor] = [await makePerson(site, 'enterprise'), await makePerson(site, 'bureau_officer'), await makePerson(site, 'auditor')]
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  /** A window of somebody who has signed in. */
  async function windowOf({ browser: { cookies } }: TestPerson): Promise<Page> {
    const context = await browser.newContext()
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: site.url })))
    return context.newPage()
  }
  const open = (page: Page, path: string) => page.goto(site.url + path)
  const pathOf = (page: Page): string => new URL(page.url()).pathname
  const textOf = (page: Page): Promise<string> => page.locator('main').innerText()
  const press = async (page: Page, name: string): Promise<void> => {
    await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name, exact: true }).click()])
  }

  test('an enquiry, from the first word to the decision sheet', { timeout: 300_000 }, async () => {
    const asking = await windowOf(enterprise)
    await open(asking, '/account')
    await look(asking)
    await asking.locator('main').getByRole('link', { name: '我的专家需求' }).click()
    expect(await textOf(asking)).toContain('还没有需求')
    await look(asking)
    await asking.locator('main').getByRole('link', { name: '提出需求' }).click()
    await look(asking)
    await asking.fill('#title', '短')
    await press(asking, '保存草稿')
    expect(await asking.locator('[role=alert]').innerText()).toContain('至少 30 个字')
    expect(await asking.inputValue('#title')).toBe('短')
    await look(asking)

    await asking.fill('#title', '离职员工带走源代码')
    await asking.fill('#facts', FACTS)
    await asking.fill('#parties', '示例江新材料有限公司：申请人\n示例海达电机有限公司：被申请人')
    await asking.getByRole('group', { name: '需要的服务' }).getByLabel('同一性鉴定', { exact: true }).check()
    for (const field of ['源代码和算法', '软件']) await asking.getByRole('group', { name: '专业领域' }).getByLabel(field, { exact: true }).check()
    await asking.selectOption('#industries', ['C37', 'C39'])
    await asking.getByRole('group', { name: '工作语言' }).getByLabel('中文', { exact: true }).check()
    await press(asking, '保存草稿')
    const enquiry = pathOf(asking)
    expect(enquiry).toMatch(/^\/enquiries\/[a-z0-9]{10}$/)
    for (const words of ['草稿', '还没有提交', FACTS, '示例海达电机有限公司', '被申请人', '同一性鉴定', '源代码和算法', '中文']) expect(await textOf(asking)).toContain(words)
    await look(asking)
    await press(asking, '提交')
    expect(await textOf(asking)).toContain('等监管部门受理')
    await asking.context().close()

    const desk = await windowOf(officer)
    await open(desk, '/account')
    await look(desk)
    await desk.locator('main').getByRole('link', { name: '办理专家需求' }).click()
    await look(desk)
    await desk.locator('main').getByRole('link', { name: '离职员工带走源代码' }).click()
    expect(pathOf(desk)).toBe(enquiry)
    await look(desk)
    for (const [move, state] of [['受理', '已受理'], ['进入回避核查', '回避核查'], ['进入匹配', '匹配中']] as const) {
      await press(desk, move)
      expect(await desk.locator('main .tag').first().innerText()).toBe(state)
    }
    await desk.locator('main').getByRole('link', { name: '匹配决定单' }).click()
    expect(await textOf(desk)).toContain('还没有匹配过')
    await look(desk)
    await press(desk, '开始匹配')
    await look(desk)

    const { answer } = (await officer.browser.api('GET', `/api${enquiry}/match`)).body as unknown as { answer: MatchAnswer }
    const rows = await desk.locator('main table tbody tr').allInnerTexts()
    expect(answer.items.length).toBeGreaterThan(5)
    expect(rows.length).toBe(answer.items.length)
    const excluded = await desk.locator('section.part').last().innerText()
    expect(answer.excluded.length).toBeGreaterThan(0)
    for (const { detail } of answer.excluded) expect(excluded).toContain(detail)

    // On paper: every point of every part, without what only a screen is for, and no wider than the page.
    await desk.emulateMedia({ media: 'print' })
    await desk.setViewportSize({ width: 658, height: 980 })
    const printed = await desk.locator('main table tbody tr').all()
    for (const [at, { score, parts }] of answer.items.entries()) {
      const cells = printed[at]!.locator('td')
      expect(await cells.nth(2).innerText()).toBe(String(score))
      for (const [place, part] of PARTS.entries()) {
        expect((await cells.nth(3 + place).innerText()).trim(), `${part}, row ${at + 1}`).toBe(String(parts[part]))
        expect(await cells.nth(3 + place).isVisible()).toBe(true)
      }
    }
    expect(await desk.getByRole('button').count()).toBe(0)
    const { inside, outside } = (await desk.evaluate('(({ scrollWidth, clientWidth }) => ({ inside: clientWidth, outside: scrollWidth }))(document.querySelector(".table"))')) as { inside: number; outside: number }
    expect(outside).toBeLessThanOrEqual(inside)

    // Nobody of the demonstration roster has a licence on record: whether that stands in the way is decided before anybody is proposed.
    await desk.emulateMedia({ media: 'screen' })
    await open(desk, `${enquiry}/experts/${answer.items.find(({ undecided }) => undecided.length === 1)!.expertId}`)
    expect(await textOf(desk)).toContain('有待决定的事项')
    expect(await textOf(desk)).toContain('资格：同一性鉴定')
    await press(desk, '作决定：资格与可用')
    expect(await desk.locator('[role=alert]').innerText()).toContain('请选择决定')
    await look(desk)
    await desk.getByLabel('决定', { exact: true }).selectOption({ label: '不构成冲突，可以邀请' })
    await desk.getByLabel('理由', { exact: true }).fill('已经看过资格证书')
    await press(desk, '作决定：资格与可用')
    expect(await textOf(desk)).toContain('可以邀请：没有')
    await desk.context().close()
  })

  test('an auditor opens a draw', async () => {
    const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
    const candidates = Array.from({ length: 12 }, (_, i) => ({ id: `exp-${String(i + 1).padStart(3, '0')}`, score: 500 + i, types: i % 2 ? ['技术'] : ['法律'], gate: [{ rule: 'C1', result: 'pass' }] }))
    const terms = { matter: '示例市监案〔2026〕1号', procedure: '行政裁决', level: 'qualified', size: 3, alternates: 2, ruleVersion: 'rules-1', snapshot: 'snapshot-1', candidates, strata: [{ type: '法律', atLeast: 1 }], parties: [{ party: 'applicant', organisationId: enterprise.organisationId }, { party: 'respondent' }], hashesBy: soon(60), valuesBy: soon(120) }
    const { status, body } = await officer.browser.api('POST', '/api/draws', terms)
    expect(status).toBe(201)
    const page = await windowOf(auditor)
    await open(page, '/account')
    await look(page)
    await page.locator('main').getByRole('link', { name: '抽取', exact: true }).click()
    await look(page)
    await page.locator('main').getByRole('link', { name: `抽取 ${String(body.id)}` }).click()
    for (const words of ['名单冻结', '承诺', '核验', '提交校验值']) expect(await textOf(page)).toContain(words)
    await look(page)
    await page.context().close()
  })

  test('a register is sent as a file and told of line by line, by the script as by the form', async () => {
    const page = await windowOf(officer)
    await open(page, '/experts')
    await page.locator('main').getByRole('link', { name: '导入和导出名册' }).click()
    await look(page)
    const table = '编号,姓名,工作单位\r\nfile-1,示例文件甲,示例单位\r\nfile-2,,示例单位\r\n'
    const send = async (buffer: Buffer): Promise<string> => {
      await page.setInputFiles('#file', { name: '名册.csv', mimeType: 'text/csv', buffer })
      await Promise.all([page.waitForResponse((response) => response.url().includes('/api/experts/import')), page.getByRole('button', { name: '导入文件' }).click()])
      await page.waitForSelector('#register-report li, #register-report p + p')
      return page.locator('#register-report').innerText()
    }
    await page.getByRole('checkbox', { name: '有一行不能导入，就全部不导入' }).first().check()
    expect(await send(Buffer.from(table))).toContain('没有导入')
    expect(await site.database.prisma.expert.count({ where: { externalId: 'file-1' } })).toBe(0)
    await page.locator('#all-or-none').uncheck()
    await page.reload()
    const told = await send(Buffer.from(table))
    expect(told).toContain('新建 1 位，更新 0 位，没有变化 0 位，拒收 1 行')
    expect(told).toMatch(/第 2 行 新建 file-1/)
    expect(told).toMatch(/第 3 行 拒收/)
    await look(page)
    await page.locator('#register-report').getByRole('link', { name: 'file-1' }).click()
    expect(await textOf(page)).toContain('示例文件甲')
    await page.goBack()
    await page.fill('#table', table.replace('示例文件甲', '示例文件丙'))
    await press(page, '导入粘贴的表格')
    expect(await textOf(page)).toContain('新建 0 位，更新 1 位，没有变化 0 位，拒收 1 行')
    await look(page)
    await page.context().close()
  })

  test('experts are found by words, never by codes', async () => {
    const page = await windowOf(officer)
    await open(page, '/experts')
    await look(page)
    expect(await page.locator('#f-field').innerText()).toContain('技术秘密')
    await page.locator('#f-field').getByRole('link', { name: /^技术秘密/ }).click()
    expect(new URL(page.url()).searchParams.get('field')).toBe('secret/technical')
    expect(await page.locator('.chips').innerText()).toContain('技术秘密')
    expect(await textOf(page)).not.toMatch(/secret\/|tech\/|appraisal\//)
    await page.locator('.hit h3 a').first().click()
    expect(await page.locator('.facts').innerText()).toContain('技术秘密')
    expect(await textOf(page)).not.toMatch(/[a-z]+\/[a-z_]+/)
    await look(page)
    await page.locator('main').getByRole('link', { name: '办理入库出库' }).click()
    await look(page)
    await open(page, '/')
    expect(await textOf(page)).toContain('我的工作')
    await look(page)
    for (const path of ['/experts/new', '/experts?lang=en']) {
      await open(page, path)
      await look(page)
    }
    await page.context().close()
  })
})
