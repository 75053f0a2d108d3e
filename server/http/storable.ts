// Text that PostgreSQL cannot keep, NUL and halves of characters, is told apart before anything is done with it. Pure.
import type { Issue } from '../errors.ts'

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Does one of the values hold NUL? No id does, so that nothing is to be found under it. */
export const holdsNul = (values: Readonly<Record<string, unknown>>): boolean => Object.values(values).some((value) => String(value).includes('\0'))

const MOST = 20

/** Where text in a body, a name or a value, cannot be stored; 20 places at most. Without recursion: whoever sends it decides how deep it is. */
export function unstorable(body: unknown): Issue[] {
  const issues: Issue[] = []
  const waiting: [pointer: string, value: unknown][] = [['#/body', body]]
  for (let one = waiting.pop(); one && issues.length < MOST; one = waiting.pop()) {
    const [pointer, value] = one
    if (typeof value === 'string' && !isStorable(value)) issues.push({ pointer, detail: '含有无法保存的字符（NUL 或残缺的字符）；请删去' })
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      if (isStorable(name)) waiting.push([pointer.length > 200 ? pointer : `${pointer}/${segment(name)}`, inner])
      else issues.push({ pointer, detail: '有一个名称含有无法保存的字符；请删去' })
    }
  }
  return issues
}

/** As a JSON pointer escapes, and short enough to be read. */
export const segment = (name: PropertyKey): string => String(name).slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1')
