// Who is reading: language, words, address of the page and today's date; the one context that every view takes.
import { todayInShanghai } from '../calendar.ts'
import { languageOf, type Language } from './language.ts'
import { translate, type Translate } from './messages.ts'

export { todayInShanghai } from '../calendar.ts'

export interface Reader {
  language: Language
  t: Translate
  /** Path and query as asked for. */
  address: string
  /** `YYYY-MM-DD` in Shanghai. */
  today: string
  /** Who has signed in; null for a visitor. */
  person: { name: string } | null
  /** Proof for one form of this page that it was made for this browser. */
  formToken: () => string
}

type Asked = Parameters<typeof languageOf>[0] & { originalUrl: string }
type Answering = Parameters<typeof languageOf>[1] & { locals?: { person?: { name: string }; formToken?: () => string } }

export function readerOf(request: Asked, response: Answering, today: string = todayInShanghai()): Reader {
  const language = languageOf(request, response)
  const { person = null, formToken } = response.locals ?? {}
  return { language, t: translate(language), address: request.originalUrl, today, person, formToken: formToken ?? (() => '') }
}
