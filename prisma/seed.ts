// The demonstration registry: invented experts as the lines that an import of experts takes, read from `seed/experts-*.ndjson`.
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('seed/', import.meta.url)

/** Absolute paths of the files, one subject area each, in order of their names. */
export const DEMO_EXPERT_FILES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => /^experts-[a-z]+\.ndjson$/.test(name))
  .toSorted()
  .map((name) => fileURLToPath(new URL(name, FOLDER)))

export interface DemoOrganisation {
  name: string
  /** 统一社会信用代码, with a right check digit and an invented subject. */
  uscc?: string
}

export interface DemoDocument {
  externalId: string
  title: string
  text: string
  year: number
  /** `publication`, `case`, `standard`, `opinion`, `patent` or `other`. */
  kind: string
}

/** One line of the import of experts; codes are those of the register, days are `YYYY-MM-DD`, null when open. */
export interface DemoExpertLine {
  externalId: string
  /** Marks the person as invented: whoever imports the line keeps the mark. */
  example: true
  name: string
  types: string[]
  fields: string[]
  /** GB/T 4754-2017 divisions with the letter of their section. */
  industries: string[]
  services: string[]
  languages: string[]
  jurisdictions: string[]
  /** GB/T 2260. */
  region: string
  employer: DemoOrganisation
  relations: { kind: string; organisation: DemoOrganisation; from: string | null; to: string | null }[]
  load: { cap: number }
  documents: DemoDocument[]
}

/** Every line in the order of the files; throws with file and line number when one is no JSON. */
export async function* readDemoExperts(files: readonly string[] = DEMO_EXPERT_FILES): AsyncGenerator<DemoExpertLine> {
  for (const path of files) {
    for (const [index, line] of (await readFile(path, 'utf8')).split('\n').entries()) {
      if (line.trim()) yield parseLine(line, `${path}:${index + 1}`)
    }
  }
}

function parseLine(line: string, place: string): DemoExpertLine {
  try {
    const expert: DemoExpertLine = JSON.parse(line)
    return expert
  } catch (cause) {
    throw new Error(`${place} 不是一行 JSON；请按专家导入的格式改正`, { cause })
  }
}
