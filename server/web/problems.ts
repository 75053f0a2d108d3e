// Problems as pages: the answer to a failed request, and one page per kind of problem that says what to do.
import type { Code } from '../errors.ts'
import { day } from './format.ts'
import { html, link, type Fragment } from './html.ts'
import { page } from './layout.ts'
import { chinese, crumbs, definitions } from './parts.ts'
import type { Reader } from './reader.ts'

interface Explained {
  status: number
  title: readonly [zh: string, en: string]
  when: readonly [zh: string, en: string]
  remedy: readonly [zh: string, en: string]
}

export const PROBLEMS = {
  'invalid-input': { status: 400, title: ['请求的内容不符合要求', 'The request is not valid'], when: ['条件或表单里有看不懂或超出范围的值。', 'A condition or field could not be read or is out of range.'], remedy: ['按提示逐项改正后再试；日期写成 2024 或 2024-03-01。', 'Correct each item named and try again; write dates as 2024 or 2024-03-01.'] },
  'not-signed-in': { status: 401, title: ['需要先登录', 'Please sign in'], when: ['这一页或这个接口只对登录的人开放。', 'This page or interface is for people who have signed in.'], remedy: ['登录后重试；程序请带上接口密钥。', 'Sign in and try again; programs send an API key.'] },
  'not-allowed': { status: 403, title: ['没有这项权限', 'Not allowed'], when: ['您的身份不能做这件事。', 'Your account may not do this.'], remedy: ['请向管理员申请权限。', 'Ask an administrator for the right to do it.'] },
  'second-factor-needed': { status: 403, title: ['需要动态口令', 'A second factor is needed'], when: ['经办、审批、监督和管理人员必须用动态口令登录。', 'Officers and administrators sign in with a second factor.'], remedy: ['在“我的账户”里启用动态口令，重新登录后再来。', 'Set up a second factor in your account, sign in again and come back.'] },
  'form-expired': { status: 403, title: ['表单已失效', 'The form has expired'], when: ['表单打开太久、已经退出登录，或者请求不是从本站发出的。', 'The form was open too long, you have signed out, or the request did not come from this site.'], remedy: ['返回上一页，刷新后再提交。', 'Go back, reload the page and submit again.'] },
  'not-found': { status: 404, title: ['没有这一页', 'There is no such page'], when: ['地址写错，或者指向的内容从未有过。', 'The address is wrong, or what it names has never existed.'], remedy: ['检查地址是否完整，或用标题、编号检索。', 'Check that the address is complete, or search by title or number.'] },
  'method-not-allowed': { status: 405, title: ['这个地址不支持这种操作', 'This method is not supported here'], when: ['对只能读取的地址提交了内容，或相反。', 'Something was sent to an address that can only be read, or the reverse.'], remedy: ['查看接口说明 /api/openapi.json。', 'See /api/openapi.json.'] },
  conflict: { status: 409, title: ['与现有内容冲突', 'Conflict'], when: ['别人先一步改动了同一内容，或者编号已被使用。', 'Someone else changed the same thing first, or the number is taken.'], remedy: ['重新打开页面，看到最新内容后再改。', 'Reload, look at the latest state and try again.'] },
  gone: { status: 410, title: ['内容已撤下', 'Withdrawn'], when: ['文档曾经公开，后来撤下；原因写在原地址上。', 'A document was public and has been withdrawn; its address says why.'], remedy: ['检索是否有替代的文档。', 'Search for a document that takes its place.'] },
  'too-large': { status: 413, title: ['提交的内容太大', 'Too large'], when: ['提交的文件或文字超过上限。', 'A file or text is over the limit.'], remedy: ['分成几次提交。', 'Send it in parts.'] },
  'unsupported-media-type': { status: 415, title: ['不支持这种内容类型', 'Unsupported media type'], when: ['提交的内容不是接口要求的类型。', 'What was sent is not of the type that is asked for.'], remedy: ['接口用 application/json，表单用浏览器默认的编码。', 'Send application/json to the interface; forms use the browser’s default.'] },
  'too-many': { status: 429, title: ['请求太频繁', 'Too many requests'], when: ['短时间内的请求超过上限。', 'More requests than allowed in a short time.'], remedy: ['稍候片刻再试，等待的秒数见 Retry-After。', 'Wait for the seconds named in Retry-After.'] },
  internal: { status: 500, title: ['系统出了差错', 'Something went wrong'], when: ['程序遇到没有预料到的情况，细节已记入日志。', 'The program met something unforeseen; the log has the details.'], remedy: ['再试一次；仍然不行时，把问题编号告诉管理员。', 'Try again; if it persists, give the number to an administrator.'] },
  'engine-failed': { status: 502, title: ['检索引擎拒绝了请求', 'The search engine refused'], when: ['检索引擎的配置或密钥不对。', 'The engine’s settings or key are wrong.'], remedy: ['请管理员检查配置；文档仍可按栏目浏览。', 'An administrator should check the settings; documents can still be browsed.'] },
  'engine-unavailable': { status: 503, title: ['检索暂时不可用', 'Search is down for the moment'], when: ['检索引擎正在启动、重建或连接不上。', 'The search engine is starting, rebuilding or unreachable.'], remedy: ['过一会儿再试；文档仍可按栏目浏览。', 'Try again shortly; documents can still be browsed.'] },
  'database-unavailable': { status: 503, title: ['数据库暂时不可用', 'The database is down for the moment'], when: ['数据库正在启动或连接不上。', 'The database is starting or unreachable.'], remedy: ['过一会儿再试。', 'Try again shortly.'] },
} as const satisfies Record<string, Explained> & Record<Code, Explained>
export type ProblemCode = keyof typeof PROBLEMS

const known = (code: string): Explained | undefined => (Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode] : undefined)
const inWords = (pair: readonly [string, string], { language }: Reader): string => pair[language === 'zh' ? 0 : 1]

/** RFC 9457 members, as the interface would send them. */
export interface Problem {
  /** Last part of `type`. */
  code: string
  status: number
  detail?: string | undefined
  /** Number under which the log has more. */
  instance?: string | undefined
  errors?: readonly { pointer: string; detail: string }[] | undefined
}

/** The page for a request that failed. */
export function renderProblem(reader: Reader, { code, status, detail, instance, errors = [] }: Problem): string {
  const { t } = reader
  const explained = known(code) ?? PROBLEMS.internal
  const title = inWords(explained.title, reader)
  return page(reader, {
    title,
    main: html`<div class="text"><p class="meta">${status}</p><h1>${title}</h1>
${detail && html`<p>${detail}</p>`}
${errors.length > 0 && html`<ul>${errors.map((error) => html`<li>${error.pointer && html`<code>${error.pointer}</code> `}${error.detail}</li>`)}</ul>`}
<p>${inWords(explained.remedy, reader)}</p>
${instance && html`<p class="meta">${t('problem_number')}：<code>${instance}</code></p>`}
${whatNow(reader, known(code) ? html`<li><a href="${link(`/problems/${code}`)}">${t('problem_about')}</a></li>` : null)}</div>`,
  })
}

const whatNow = ({ t }: Reader, more: Fragment): Fragment => html`<section class="l2"><h2>${t('what_now')}</h2><ul><li><a href="/search">${t('go_search')}</a></li><li><a href="/">${t('go_home')}</a></li>${more}</ul></section>`

/** 410 with the reason. */
export function gonePage(reader: Reader, { title, date, reason }: { title: string; date: string; reason: string }): string {
  const { t, language } = reader
  return page(reader, {
    title: t('gone_title'),
    main: html`<div class="text"><p class="meta">410</p><h1>${t('gone_title')}</h1><p>${t('gone_text', { title, day: day(date, language) })}</p><p><strong>${t('gone_reason')}</strong><span${chinese(reader)}>${reason}</span></p>${whatNow(reader, null)}</div>`,
  })
}

/** What a type of problem means; null for a code that is not one. */
export function problemPage(reader: Reader, code: string): string | null {
  const { t } = reader
  const explained = known(code)
  if (!explained) return null
  const entry = (name: string, value: string) => ({ name, value })
  return page(reader, {
    title: inWords(explained.title, reader),
    main: html`${crumbs(reader, [{ href: '/problems', text: t('problem_all') }])}<h1>${inWords(explained.title, reader)}</h1>${definitions([entry(t('problem_when'), inWords(explained.when, reader)), entry(t('problem_do'), inWords(explained.remedy, reader)), entry(t('problem_api'), String(explained.status))])}`,
  })
}

export const problemsPage = (reader: Reader): string =>
  page(reader, {
    title: reader.t('problem_all'),
    main: html`${crumbs(reader, [])}<h1>${reader.t('problem_all')}</h1><ul class="list">${Object.entries(PROBLEMS).map(([code, { status, title }]) => html`<li><a href="/problems/${code}">${inWords(title, reader)}</a> <span class="meta">${status}</span></li>`)}</ul>`,
  })
