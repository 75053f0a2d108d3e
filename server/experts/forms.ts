// The forms of the roster: what is typed into them, and what it means for a profile. Pure.
import { z } from 'zod'
import { CODE_OF } from './words.ts'
import { applicationBody, leaveBody, moveBody, ownPatch, type ApplicationBody, type ExpertAnswer, type MoveBody, type OwnPatch } from './schema.ts'

const typed = z.string().trim().max(5_000)
const LISTS = ['types', 'fields', 'industries', 'services', 'languages', 'jurisdictions'] as const

const profile = { types: typed, fields: typed, industries: typed, services: typed, languages: typed, jurisdictions: typed, region: typed, biography: typed }
const emptyAsNull = (text: string): string | null => text || null
const wordsOf = (text: string, code?: (word: string) => string): string[] => text.split(/[；;、，,\n]+/).map((word) => word.trim()).filter(Boolean).map((word) => code?.(word) ?? word)

function profileOf(form: z.output<z.ZodObject<typeof profile>>) {
  const lists = Object.fromEntries(LISTS.map((name) => [name, wordsOf(form[name], CODE_OF[name])]))
  return { ...lists, region: form.region ? (CODE_OF.region?.(form.region) ?? form.region) : null, biography: emptyAsNull(form.biography) }
}

const FIELD_OF: Readonly<Record<string, string>> = { 'employer.uscc': 'uscc', 'employer.name': 'employer', documents: 'works' }

const worksOf = (text: string) =>
  text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, title, year] = /^(.*?)[（(](\d{4})[）)]$/.exec(line) ?? []
    return title ? { title, year: Number(year), highlighted: false } : { title: line, year: null, highlighted: false }
  })

export const applicationFields = z.strictObject({ name: typed, ...profile, employer: typed, uscc: typed, works: typed, nominatedBy: typed, confidential: typed })
export function readApplication({ name, employer, uscc, works, nominatedBy, confidential, ...rest }: z.output<typeof applicationFields>): { body: ApplicationBody } | { issues: { pointer: string; detail: string }[] } {
  const value = { name, ...profileOf(rest), employer: employer ? { name: employer, uscc: emptyAsNull(uscc) } : null, documents: worksOf(works).slice(0, 200), ...(nominatedBy && { nominatedBy }), confidential: confidential === 'yes' }
  return judge(applicationBody, value)
}

export const ownFields = z.strictObject({ ...profile, awayUntil: typed, cap: typed, pace: typed, version: typed })
export function readOwn({ awayUntil, cap, pace, version, ...rest }: z.output<typeof ownFields>): { body: OwnPatch } | { issues: { pointer: string; detail: string }[] } {
  return judge(ownPatch, { ...profileOf(rest), awayUntil: emptyAsNull(awayUntil), cap: Number(cap), pace: Number(pace), version: Number(version) })
}

export const moveFields = z.strictObject({ move: typed, reason: typed, termFrom: typed, termTo: typed, version: typed })
export function readMove({ move, reason, termFrom, termTo, version }: z.output<typeof moveFields>): { body: MoveBody } | { issues: { pointer: string; detail: string }[] } {
  return judge(moveBody, { move, reason, version: Number(version), ...(termFrom && { termFrom }), ...(termTo && { termTo }) })
}

export const leaveFields = z.strictObject({ reason: typed, version: typed })
export const readLeave = ({ reason, version }: z.output<typeof leaveFields>) => judge(leaveBody, { reason, version: Number(version) })

/** By the schema of the API, so that form and program are judged alike; problems point to the fields of the form. */
function judge<S extends z.ZodType>(schema: S, value: unknown): { body: z.output<S> } | { issues: { pointer: string; detail: string }[] } {
  const read = schema.safeParse(value, { error: z.locales.zhCN().localeError })
  if (read.success) return { body: read.data }
  return { issues: read.error.issues.map(({ path, message }) => ({ pointer: `#/body/${FIELD_OF[path.map(String).join('.')] ?? String(path[0])}`, detail: message })) }
}

/** What the form of one's own profile shows first. */
export function ownValues({ types, fields, industries, services, languages, jurisdictions, region, biography, file }: ExpertAnswer): Record<string, string> {
  const lists = Object.fromEntries(Object.entries({ types, fields, industries, services, languages, jurisdictions }).map(([name, words]) => [name, words.join('；')]))
  return { ...lists, region: region ?? '', biography: biography ?? '', awayUntil: file?.awayUntil ?? '', cap: String(file?.cap ?? ''), pace: String(file?.pace ?? 0), version: String(file?.version ?? '') }
}
