// Which of the two languages a reader sees: chosen by `?lang=`, kept in a cookie, Chinese otherwise.
import { readCookie } from './cookies.ts'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

interface Asked {
  query: unknown
  headers: { cookie?: string | undefined }
}
interface Answering {
  append(name: string, value: string): unknown
}

const YEAR = 365 * 24 * 3600
const isLanguage = (value: unknown): value is Language => value === 'zh' || value === 'en'

const askedLanguage = ({ query }: Pick<Asked, 'query'>): unknown => (query as Record<string, unknown> | undefined)?.lang

/** Also keeps a choice made in the address for later pages. */
export function languageOf(request: Asked, response: Answering): Language {
  const chosen = askedLanguage(request)
  if (isLanguage(chosen)) {
    response.append('Set-Cookie', `lang=${chosen}; Path=/; Max-Age=${YEAR}; SameSite=Lax; HttpOnly`)
    return chosen
  }
  response.append('Vary', 'Cookie')
  return keptLanguage(request)
}

const keptLanguage = (request: Pick<Asked, 'headers'>): Language => {
  const kept = readCookie(request, 'lang')
  return isLanguage(kept) ? kept : 'zh'
}

/** The same, without an answer in which to keep it. */
export function readingLanguage(request: Asked): Language {
  const chosen = askedLanguage(request)
  return isLanguage(chosen) ? chosen : keptLanguage(request)
}

/** The same page in the other language: same path, same query. */
export function switchLanguage(address: string, language: Language): string {
  const [path = '/', query = ''] = address.split('#')[0]!.split('?')
  const params = new URLSearchParams(query)
  params.delete('fragment')
  params.set('lang', language)
  return `/${path.replace(/^[/\\]+/, '')}?${params}`
}
