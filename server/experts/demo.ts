// The demonstration roster: fictional experts, imported like any register into a roster that has nobody.
import { readDemoExperts } from '../../prisma/seed.ts'
import { SYSTEM } from '../access/access.ts'
import { importExperts, type ImportDeps, type SourceLine } from './import.ts'

/** How many were put in; 0 when somebody was there. The lines carry the mark that says that they are invented. */
export async function seedExperts(deps: ImportDeps): Promise<number> {
  if (await deps.prisma.expert.count({ take: 1 })) return 0
  return (await importExperts(deps, SYSTEM, lines(), { atomic: true })).created
}

async function* lines(): AsyncGenerator<SourceLine> {
  let line = 0
  for await (const value of readDemoExperts()) yield { line: ++line, value }
}
