// The development data beside the project: used where present, and its absence is said loudly.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const folder = process.env.SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

export const sharedData: string | null = existsSync(`${folder}/laws`) ? folder : null
if (!sharedData) console.warn(`SKIPPED: no development data at ${folder} (set SHARED_DATA); the quality figures are not measured`)

export interface Question {
  id: string
  set: '3-2' | '3-8'
  question: string
  /** `<document id>#<anchor>` */
  gold: string[]
}

export const readQuestions = async (): Promise<Question[]> =>
  (await readFile(`${sharedData}/questions.jsonl`, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question)
