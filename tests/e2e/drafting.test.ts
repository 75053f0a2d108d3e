// The way of a group standard in a real browser: from the proposal to the proof bundle and to who keeps it; then its pages, each as it looks, without an accessibility violation.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../../server/calendar.ts'
import { advanceConsultations } from '../../server/consultations/consultations.ts'
import { makeApproving, publishRequest } from '../support/approving.ts'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { violationsOn } from '../support/look.ts'
import { makePerson, type TestPerson } from '../support/people.ts'
import { openSite, type Site } from '../support/site.ts'
import { linkMailedTo } from '../support/visitor.ts'

const TODAY = '2026-11-24'
const TITLE = '送检样品蓝鲸匣保管规范'
const EMPLOYER = '示例江新材料有限公司'
const textOf = (copies: string): string => `## 前言

本文件按照GB/T 1.1—2020的规定起草。

## 1 范围

本文件规定了送检样品蓝鲸匣的保管要求。

## 2 规范性引用文件

本文件没有规范性引用文件。

## 3 术语和定义

### 3.1 蓝鲸匣

存放送检样品的匣子。

## 4 要求

### 4.1 登记

送检样品应当编号登记，${copies}。

### 4.2 分管

样品间应当上锁，钥匙由两人分管。
`
const FIRST = textOf('登记簿保存两年')
const REVISED = textOf('登记簿保存三年')

/** With a folder in SHOTS, pictures of every page that is looked at are put there. */
const SHOTS = process.env.SHOTS
const LOOKS = [
  { name: 'wide', width: 1280, colorScheme: 'light' },
  { name: 'phone', width: 390, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, colorScheme: 'dark' },
] as const

describe.skipIf(!hasBrowser)('drafting a standard in a browser', () => {
  let site: Site
  let browser: Browser
  let secretary: TestPerson
  let editor: TestPerson
  let enterprise: TestPerson
  beforeAll(async () => {
    site = await openSite({ today: TODAY })
    secretary = await makePerson(site, 'association_secretary')
    ;[editor, enterprise] = [await makePerson(site, 'association_editor', { organisationId: secretary.organisationId! }), await makePerson(site, 'enterprise')]
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })

  /** A window of somebody who has signed in, or of a visitor. */
  async function windowOf(person: TestPerson | null, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options)
    if (person) await context.addCookies([...person.browser.cookies].map(([name, value]) => ({ name, value, url: site.url })))
    return context.newPage()
  }
  const open = (page: Page, path: string) => page.goto(site.url + path)
  const pathOf = (page: Page): string => new URL(page.url()).pathname
  const wordsOf = (page: Page): Promise<string> => page.locator('main').innerText()
  const stateOf = (page: Page): Promise<string> => page.locator('main .tag').first().innerText()
  const alertOf = (page: Page): Promise<string> => page.locator('main [role=alert]').first().innerText()
  const unfold = (page: Page, words: string) => page.locator('main summary', { hasText: words }).first().click()
  async function press(page: Page, name: string | RegExp): Promise<void> {
    await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name, exact: true }).first().click()])
  }
  async function follow(page: Page, name: string | RegExp): Promise<void> {
    await page.locator('main').getByRole('link', { name, exact: typeof name === 'string' }).first().click()
    await page.waitForLoadState('domcontentloaded')
  }

  async function type(page: Page, text: string): Promise<void> {
    await page.fill('textarea[name=text]', text)
    await expect.poll(() => page.locator('#saved').innerText(), { timeout: 20_000 }).toContain('已保存')
  }

  async function keep(page: Page, purpose: string, changes: string): Promise<void> {
    await page.selectOption('select[name=purpose]', { label: purpose })
    await page.fill('input[name=changes]', changes)
    await press(page, '留存为一个版本')
    expect(await wordsOf(page)).toContain(purpose)
  }

  /** From the form to the project in the stage of drafting; gives its id. */
  async function proposed(page: Page, title: string): Promise<string> {
    await open(page, '/drafting')
    await follow(page, '提出标准项目')
    await page.fill('#title', title)
    for (const name of ['purpose', 'scope', 'content', 'situation']) await page.fill(`#${name}`, `关于${title}的说明`)
    await page.fill('#applicants', `${EMPLOYER}\n示例海达电机有限公司`)
    await press(page, '保存提案')
    return pathOf(page).split('/').at(-1)!
  }

  async function toDrafting(page: Page): Promise<void> {
    await press(page, '受理立项')
    expect(await stateOf(page)).toBe('立项')
    await page.getByLabel('立项评审已经同意').check()
    await page.fill('#projectNoticedOn', '2026-11-01')
    await press(page, '开始起草')
    expect(await stateOf(page)).toBe('起草')
  }

  async function explain(page: Page): Promise<void> {
    await unfold(page, '归档')
    await page.selectOption('select[name=kind]', { label: '编制说明' })
    await page.locator('main form[action$="/papers"] input[name=title]').fill('编制说明')
    await page.locator('main form[action$="/papers"] textarea[name=text]').fill('## 任务来源\n\n会员单位提出。')
    await press(page, '归档')
    expect(await wordsOf(page)).toContain('编制说明')
  }

  async function openConsultation(page: Page, id: string, closesOn: string): Promise<void> {
    await open(page, `/drafting/${id}/consultation`)
    await page.fill('#opensOn', TODAY)
    await page.fill('#closesOn', closesOn)
    await press(page, '开始征求意见')
  }

  test('a standard, from the proposal to the proof bundle and to who keeps it', { timeout: 300_000 }, async () => {
    const { prisma } = site.database
    const desk = await windowOf(secretary, { acceptDownloads: true })
    await open(desk, `/associations/${secretary.organisationId}`)
    expect(await wordsOf(desk)).toContain('协会还没有确认，现按默认值')
    await unfold(desk, '确认这些规则')
    await desk.fill('#code', 'LJX')
    await desk.fill('#minConsultDays', '20')
    await press(desk, '确认这些规则')
    expect(await alertOf(desk)).toContain('少于30日')
    await desk.fill('#minConsultDays', '30')
    await press(desk, '确认这些规则')
    expect(await wordsOf(desk)).toContain('协会于')
    expect(await desk.locator('main table').innerText()).toContain('LJX')

    const id = await proposed(desk, TITLE)
    expect(await desk.locator('h1').innerText()).toBe(TITLE)
    expect(await stateOf(desk)).toBe('提案')
    await toDrafting(desk)
    await unfold(desk, '加入工作组')
    const joining = desk.locator('main form[action$="/drafters"]')
    await joining.locator('#name').fill('起草甲')
    await joining.locator('#employerName').fill(EMPLOYER)
    await press(desk, '加入工作组')
    expect(await wordsOf(desk)).toContain('起草甲')

    const writing = await windowOf(editor)
    await open(writing, `/drafting/${id}`)
    await follow(writing, '编辑草案')
    await type(writing, FIRST)
    await keep(writing, '征求意见稿', '第一稿')
    expect(await writing.locator('h2', { hasText: '4 要求' }).count()).toBe(1)
    await open(writing, `/drafting/${id}`)
    await explain(writing)
    await writing.context().close()

    await open(desk, `/drafting/${id}/consultation`)
    expect(await desk.inputValue('#closesOn')).toBe(addDays(TODAY, 30))
    await openConsultation(desk, id, addDays(TODAY, 29))
    expect(await alertOf(desk)).toContain(`截止日期最早是${addDays(TODAY, 30)}`)
    expect(await desk.inputValue('#closesOn')).toBe(addDays(TODAY, 29))
    await openConsultation(desk, id, addDays(TODAY, 30))
    expect(await stateOf(desk)).toBe('征求意见')

    const reading = await windowOf(null)
    await open(reading, '/consultations')
    await follow(reading, TITLE)
    const consultation = pathOf(reading)
    expect(await stateOf(reading)).toBe('还有 30 天')
    await reading.locator('#cl-4\\.1').getByRole('link', { name: /4\.1.*0/ }).click()
    await reading.waitForURL(/clause=cl-4\.1/)
    // The words that are marked in the clause are those that the comment is about.
    await reading.locator('#cl-4\\.1 p', { hasText: '登记簿' }).click({ clickCount: 3 })
    await expect.poll(() => reading.inputValue('#original')).toContain('登记簿保存两年')
    await reading.fill('#original', '登记簿保存两年')
    await reading.fill('#proposed', '登记簿保存三年')
    await reading.fill('#reason', '与诉讼时效一致')
    await reading.fill('#body', '示例读者')
    await press(reading, '提交意见')
    expect(await alertOf(reading)).toContain('请写邮箱')
    expect(await reading.inputValue('#proposed')).toBe('登记簿保存三年')
    await reading.fill('#email', 'reader@example.cn')
    await press(reading, '提交意见')
    expect(await wordsOf(reading)).toContain('确认邮件已寄出')
    expect(await wordsOf(reading)).toContain('0 条意见')
    await open(reading, await linkMailedTo(site, 'reader@example.cn'))
    expect(await reading.locator('h1').innerText()).toBe('确认意见')
    await press(reading, '确认意见')
    expect(pathOf(reading)).toBe(consultation)
    expect(await wordsOf(reading)).toContain('意见已收到')
    expect(await wordsOf(reading)).toContain('1 条意见')
    expect(await wordsOf(reading)).toContain('与诉讼时效一致')
    expect(await wordsOf(reading)).not.toContain('reader@example.cn')

    const member = await windowOf(enterprise)
    await open(member, `${consultation}?clause=cl-4.2`)
    await member.fill('#proposed', '钥匙由一人保管')
    await member.fill('#reason', '两人分管费事')
    await press(member, '提交意见')
    expect(await wordsOf(member)).toContain('2 条意见')

    // A month goes by: the days of the rows move back, and the job that runs by date does its work.
    await prisma.consultation.updateMany({ where: { projectId: id }, data: { opensOn: addDays(TODAY, -32), closesOn: addDays(TODAY, -1) } })
    await prisma.standardProject.update({ where: { id }, data: { lastMoveOn: addDays(TODAY, -32) } })
    expect(await advanceConsultations({ prisma, baseUrl: site.url }, TODAY)).toEqual({ reminded: 0, closed: 1 })
    await open(reading, consultation)
    expect(await stateOf(reading)).toBe('已截止')
    expect(await wordsOf(reading)).toContain('现在不接受意见')

    await open(desk, `/drafting/${id}/comments`)
    expect(await desk.locator('h1').innerText()).toBe('意见处理')
    const answer = async (number: number, disposition: string, reply: string) => {
      const row = desk.locator(`#comment-${number}`)
      if (!(await row.locator('select').isVisible())) await row.locator('summary').click()
      await row.locator('select').selectOption({ label: disposition })
      await row.locator('textarea').fill(reply)
      await press(desk, `保存处理意见：${number}`)
    }
    await answer(1, '采纳', '')
    expect(await desk.locator('#comment-1 .tag').allInnerTexts()).toContain('采纳')
    await answer(2, '不采纳', '')
    expect(await alertOf(desk)).toContain('理由')
    expect(await desk.locator('#comment-2 select').inputValue()).toBe('不采纳')
    await answer(2, '不采纳', '一人保管不能相互监督')
    expect(await desk.locator('#comment-2 .tag').allInnerTexts()).toContain('不采纳')
    expect(await desk.locator('#comment-2').innerText()).toContain('一人保管不能相互监督')

    await open(desk, `/drafting/${id}/edit`)
    // What stands in the editor is kept, whether it was saved already or not.
    await desk.fill('textarea[name=text]', REVISED)
    await keep(desk, '送审稿', '按意见修改')
    expect(await wordsOf(desk)).toContain('登记簿保存三年')
    await follow(desk, '与上一版比较')
    expect(await desk.locator('main ins').first().innerText()).toContain('三')

    await open(desk, `/drafting/${id}/review`)
    expect(await desk.locator('h1').innerText()).toBe('技术审查')
    await desk.selectOption('#mode', { label: '会议审查' })
    await desk.fill('#on', TODAY)
    await press(desk, '送审')
    expect(await wordsOf(desk)).toContain('第 1 次审查')
    const seat = async (name: string, employer: string) => {
      await desk.fill('#name', name)
      await desk.fill('#employerName', employer)
      await press(desk, '加入审查组')
    }
    await seat('同事', EMPLOYER)
    expect(await alertOf(desk)).toContain('与起草人同一单位')
    const panel = ['甲', '乙', '丙', '丁', '戊'].map((name, at) => ({ name: `委员${name}`, employer: `示例第${at + 1}研究院` }))
    for (const { name, employer } of [...panel, { name: '委员己', employer: '示例海达电机有限公司' }]) await seat(name, employer)
    expect(await desk.locator('main tbody tr').count()).toBe(6)
    // Somebody of the employer of one of them joins the drafters afterwards.
    await open(desk, `/drafting/${id}`)
    expect(await stateOf(desk)).toBe('技术审查')
    await unfold(desk, '加入工作组')
    await joining.locator('#name').fill('起草乙')
    await joining.locator('#employerName').fill('示例海达电机有限公司')
    await press(desk, '加入工作组')
    await open(desk, `/drafting/${id}/review`)
    expect(await desk.locator('main tbody tr', { hasText: '委员己' }).innerText()).toContain('不计票：与起草人同一单位')
    await press(desk, '送达审查材料')
    expect(await desk.locator('main tbody tr', { hasText: '委员甲' }).innerText()).toContain('未表决')
    expect(await desk.locator('main section', { hasText: '通过”还不能登记' }).innerText()).toContain('会议纪要还没有归档')
    for (const [at, { name }] of panel.entries()) {
      const row = desk.locator('main tbody tr', { hasText: name })
      await row.locator('select').selectOption({ label: at === 4 ? '反对' : '赞成' })
      if (at === 4) await row.locator('textarea').fill('保存三年太短')
      await press(desk, `登记：${name}`)
    }
    expect(await desk.locator('main [role=status]').innerText()).toContain('赞成 4，反对 1，弃权 0；基数 5 人，需要 4 票')
    await desk.fill('#title', '审查会议纪要')
    await desk.locator('main form[action$="/minutes"] textarea').fill('审查组逐条讨论了送审稿，四票赞成。')
    await press(desk, '归档纪要')
    await press(desk, '登记为通过')
    expect(await desk.locator('main h2', { hasText: '第 1 次审查' }).innerText()).toContain('通过')

    await open(desk, `/drafting/${id}`)
    expect(await stateOf(desk)).toBe('报批')
    await open(desk, `/drafting/${id}/publish`)
    expect(await desk.inputValue('#number')).toBe('T/LJX 0001—2026')
    const approval = { implementationOn: TODAY, approvedOn: TODAY, approvalTitle: '关于批准发布的决定', approvalText: '示例协字〔2026〕12号', compared: '没有', checked: '没有排除、限制竞争的内容' }
    for (const [name, value] of Object.entries(approval)) await desk.fill(`#${name}`, value)
    await press(desk, '发布')
    expect(await wordsOf(desk)).toContain('已经发布：T/LJX 0001—2026')

    await open(reading, `/search?q=${encodeURIComponent('蓝鲸匣')}`)
    await reading.locator('.hit h3 a', { hasText: TITLE }).first().click()
    await reading.waitForURL(/\/documents\//)
    const page = pathOf(reading)
    for (const words of [TITLE, 'T/LJX 0001—2026', '登记簿保存三年', '征求意见稿', '贯标情况', '还没有企业声明采用']) expect(await wordsOf(reading)).toContain(words)

    const [download] = await Promise.all([desk.waitForEvent('download'), desk.locator('main').getByRole('link', { name: '下载证明材料（ZIP）' }).click()])
    expect(download.suggestedFilename()).toBe('t-ljx-0001-2026-bundle.zip')
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
    try {
      await download.saveAs(join(folder, 'bundle.zip'))
      const files = unzipSync(readFileSync(join(folder, 'bundle.zip')))
      for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), bytes)
      }
      const checked = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })
      expect(checked.status, checked.stdout + checked.stderr).toBe(0)
      expect(checked.stdout.trim().split('\n').length).toBe(Object.keys(files).length - 1)
      expect(readFileSync(join(folder, 'comments.csv'), 'utf8')).toContain('一人保管不能相互监督')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }

    await open(member, page)
    await follow(member, '声明采用')
    await press(member, '声明采用')
    expect(pathOf(member)).toBe(page)
    expect(await member.locator('#adoptions').innerText()).toContain('1 家在采用')
    await open(reading, '/adoptions')
    expect(await reading.locator('main .list').innerText()).toContain(TITLE)
    for (const one of [desk, reading, member]) await one.context().close()
  })

  /** The page as it stands, in each look: no violation, no wider than its window. */
  async function look(page: Page, name: string): Promise<void> {
    for (const { name: as, width, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.evaluate('for (const it of document.querySelectorAll("details")) it.open = true')
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}-${as}.png`), fullPage: true })
      expect(await violationsOn(page), `${name}, ${as}`).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${name}, ${as}`).toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  }

  test('every page of drafting, wide, on the phone and in the dark', { timeout: 300_000 }, async () => {
    const { prisma } = site.database
    const organisationId = secretary.organisationId!
    await prisma.associationRules.upsert({ where: { organisationId }, create: { organisationId, code: 'LJX' }, update: { code: 'LJX' } })
    const desk = await windowOf(secretary)
    const at = async (path: string, name: string, page = desk) => {
      await open(page, path)
      await look(page, name)
    }
    const id = await proposed(desk, '远程办公保密要求')
    await look(desk, 'project-proposed')
    await toDrafting(desk)
    await open(desk, `/drafting/${id}/edit`)
    await type(desk, FIRST)
    await at(`/drafting/${id}/edit`, 'editor')
    // Another window saved first.
    const other = await windowOf(editor, { javaScriptEnabled: false })
    await open(other, `/drafting/${id}/edit`)
    await other.fill('textarea[name=text]', textOf('登记簿保存五年'))
    await press(other, '保存')
    await desk.fill('textarea[name=text]', REVISED)
    await press(desk, '保存')
    expect(await alertOf(desk)).toContain('别人先保存了草案')
    expect((await desk.locator('main [role=alert] ins').allInnerTexts()).join()).toMatch(/五.*三/)
    await look(desk, 'clash')
    await desk.fill('textarea[name=text]', REVISED)
    await press(desk, '保存')
    expect(await desk.locator('main [role=alert]').count()).toBe(0)
    await open(desk, `/drafting/${id}/edit`)
    await keep(desk, '征求意见稿', '第一稿')
    await look(desk, 'draft')
    await open(desk, `/drafting/${id}`)
    await explain(desk)
    await look(desk, 'project-drafting')
    await at(`/drafting/${id}/consultation`, 'consultation-form')
    await openConsultation(desk, id, addDays(TODAY, 40))
    const { id: consultation } = await prisma.consultation.findFirstOrThrow({ where: { projectId: id } })
    for (const [clause, original, proposed] of [['cl-4.1', '登记簿保存三年', '登记簿保存两年'], ['cl-4.2', '', '钥匙由一人保管'], ['', '', '增加附录']]) {
      const { status, body } = await enterprise.browser.api('POST', `/api/consultations/${consultation}/comments`, { clause, type: 'te', original, proposed, reason: '便于执行' })
      expect(status, JSON.stringify(body)).toBe(201)
    }
    const reading = await windowOf(null)
    await at('/consultations', 'consultations', reading)
    await at(`/consultations/${consultation}?clause=cl-4.1`, 'consultation-clause', reading)
    await at(`/drafting/${id}`, 'project-public', reading)
    await at(`/drafting/${id}/comments`, 'comments')
    await at(`/drafting/${id}/comments/import`, 'comments-import')

    const closed = { opensOn: addDays(TODAY, -60), closesOn: addDays(TODAY, -1), closedAt: new Date() }
    await prisma.consultation.update({ where: { id: consultation }, data: closed })
    await prisma.standardProject.update({ where: { id }, data: { lastMoveOn: closed.opensOn } })
    await open(desk, `/drafting/${id}/edit`)
    await keep(desk, '送审稿', '')
    await open(desk, `/drafting/${id}/review`)
    await desk.fill('#on', addDays(TODAY, 20))
    await press(desk, '送审')
    expect(await alertOf(desk)).toContain('还有3条意见没有处理')
    await look(desk, 'review-refused')
    await prisma.draftComment.updateMany({ where: { projectId: id }, data: { disposition: '采纳', answeredAt: new Date() } })
    await press(desk, '送审')
    for (const [n, name] of ['甲', '乙', '丙', '丁', '戊'].entries()) {
      await desk.fill('#name', `委员${name}`)
      await desk.fill('#employerName', `示例第${n + 1}研究院`)
      await press(desk, '加入审查组')
    }
    await look(desk, 'review-panel')
    await press(desk, '送达审查材料')
    await look(desk, 'review')
    const review = await prisma.standardReview.findFirstOrThrow({ where: { projectId: id } })
    await at(`/reviews/${review.id}`, 'review-papers')
    await at(`/drafting/${id}`, 'project-reviewing')

    const approving = await makeApproving(site.database, { organisationId, title: '样品外借管理规范' })
    await at(`/drafting/${approving.id}/publish`, 'publish')
    const published = await secretary.browser.api('POST', `/api/drafting/${approving.id}/publish`, publishRequest(approving, { implementationOn: TODAY }))
    expect(published.status, JSON.stringify(published.body)).toBe(200)
    await at(`/drafting/${approving.id}/publish`, 'published')
    const member = await windowOf(enterprise)
    await at(`/adoptions/new?standard=${approving.documentId}`, 'adoption-form', member)
    await member.fill('#clauses', '4.1')
    await press(member, '声明采用')
    await at('/adoptions', 'adoptions', member)
    await at('/drafting', 'drafting')
    await at(`/associations/${organisationId}`, 'association')
    for (const page of [desk, other, reading, member]) await page.context().close()
  })
})
