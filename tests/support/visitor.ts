// A browser without a screen: keeps cookies, follows redirects when asked, fills in the forms it is shown.
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningApp } from './app.ts'

export interface Answer {
  status: number
  location: string | null
  text: string
  headers: Headers
}

export interface Visitor {
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>
  /** Shows the page at `page`, fills in the form that posts to `action` and sends it. */
  submit: (page: string, action: string, values: Record<string, string>, headers?: Record<string, string>) => Promise<Answer>
  /** Sends a form as it is, without looking at a page first. */
  post: (path: string, values: Record<string, string>, headers?: Record<string, string>) => Promise<Answer>
  api: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>
  cookies: Map<string, string>
}

export function createVisitor({ url }: Pick<RunningApp, 'url'>, { address }: { address?: string } = {}): Visitor {
  const cookies = new Map<string, string>()
  const sent = (): Record<string, string> => ({ ...(cookies.size && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }), ...(address && { 'x-forwarded-for': address }) })

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers: { ...sent(), ...(init.headers as Record<string, string>) } })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';')
      const mark = pair.indexOf('=')
      const isGone = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute))
      if (isGone) cookies.delete(pair.slice(0, mark))
      else cookies.set(pair.slice(0, mark), pair.slice(mark + 1))
    }
    return response
  }
  const answer = async (response: Response): Promise<Answer> => ({ status: response.status, location: response.headers.get('location'), text: await response.text(), headers: response.headers })

  const get: Visitor['get'] = async (path, headers = {}) => answer(await ask(path, { headers }))
  const post: Visitor['post'] = async (path, values, headers = {}) => answer(await ask(path, { method: 'POST', body: new URLSearchParams(values), headers }))
  return {
    cookies,
    get,
    post,
    submit: async (page, action, values, headers) => {
      const { text, status } = await get(page)
      const form = formsOf(text).find((one) => one.action === action)
      if (!form) throw new Error(`no form for ${action} on ${page} (${status}): ${text.slice(0, 2_000)}`)
      return post(form.action, { ...form.hidden, ...values }, headers)
    },
    api: async (method, path, body) => {
      const response = await ask(path, { method, headers: body === undefined ? {} : { 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }) })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text } }
    },
  }
}

const decode = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** The forms of a page that post, with their hidden fields. */
export function formsOf(page: string): { action: string; hidden: Record<string, string> }[] {
  return [...page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].map(([, action = '', body = '']) => ({
    action: decode(action),
    hidden: Object.fromEntries([...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, decode(value)])),
  }))
}

/** The link in the newest mail to an address; waits a moment for the transaction that writes it. */
export async function linkMailedTo({ database }: Pick<RunningApp, 'database'>, email: string): Promise<string> {
  for (let i = 0; i < 20; i++) {
    const mail = await database.prisma.mail.findFirst({ where: { recipient: { contains: email } }, orderBy: { id: 'desc' } })
    const link = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0]
    if (link) return new URL(link).pathname + new URL(link).search
    await sleep(50)
  }
  throw new Error(`no mail to ${email}`)
}
