// What is said of a value that does not fit its schema, in the language of whoever sent it; what a schema says in its own words stays as written.
import type { Request } from 'express'
import { z } from 'zod'
import type { Language } from '../web/language.ts'

const ERRORS = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError } as const satisfies Record<Language, unknown>

/** For `safeParse`. */
export const explainedIn = (language: Language): { error: z.core.$ZodErrorMap } => ({ error: ERRORS[language] })

/** A program says which language it reads by `Accept-Language`; Chinese unless it prefers English. */
export const languageOfProgram = (request: Pick<Request, 'acceptsLanguages'>): Language => (request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh')
