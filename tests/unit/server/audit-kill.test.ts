// What is acknowledged is kept together with its entry, whatever is killed, and the chain stays whole.
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../prisma/client.ts'
import { readChain } from '../../../server/audit/audit.ts'
import { verifyChain } from '../../../server/audit/chain.ts'
import { eventually, temporaryFolder } from '../prisma/places.ts'

/** KILLS=20 for a longer run. */
const KILLS = Number(process.env.KILLS ?? 5)

function startWriter(directory: string, prefix: string): { child: ChildProcess; acknowledged: string[]; ended: Promise<void> } {
  const program = fileURLToPath(new URL('audit-writer.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, directory, prefix], { stdio: ['pipe', 'pipe', 'inherit'] })
  const acknowledged: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => acknowledged.push(line))
  return { child, acknowledged, ended: new Promise((resolve) => child.once('close', () => resolve())) }
}

test(`a writing process is killed ${KILLS} times: every acknowledged change and its entry are there, and the chain verifies`, { timeout: 60_000 + KILLS * 15_000 }, async () => {
  const directory = temporaryFolder()
  const acknowledged: string[] = []
  let next = startWriter(directory, 'round0')
  for (let round = 0; round < KILLS; round += 1) {
    const writer = next
    writer.child.stdin?.write('begin\n')
    next = startWriter(directory, `round${round + 1}`) // loads meanwhile
    await eventually(() => writer.acknowledged.length >= 20) // by then all lanes are at it
    await sleep(Math.random() * 200)
    writer.child.kill('SIGKILL')
    await writer.ended
    acknowledged.push(...writer.acknowledged)
  }
  next.child.kill('SIGKILL')
  await next.ended

  const { prisma, close } = await openDatabase({ directory })
  const changed = (await prisma.outbox.findMany({ select: { documentId: true } })).map(({ documentId }) => documentId)
  const told = (await prisma.auditEntry.findMany({ select: { subjectId: true } })).map(({ subjectId }) => subjectId ?? '')
  const verdict = await verifyChain(readChain(prisma))
  await close()
  console.log(`${acknowledged.length} changes acknowledged in ${KILLS} rounds, ${changed.length} in the database, ${verdict.count} entries`)
  expect(verdict).toMatchObject({ count: told.length, broken: null })
  expect(told.toSorted()).toEqual(changed.toSorted())
  const kept = new Set(told)
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * 20)
})
