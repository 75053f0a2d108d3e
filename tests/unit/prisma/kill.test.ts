// What is acknowledged is kept, whatever is killed.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../prisma/client.ts'
import { eventually, serverPid, startWriter, temporaryFolder } from './places.ts'

const ROUNDS = 20

const title = `a writing process is killed ${ROUNDS} times, each sixth time with PostgreSQL: no acknowledged row is lost`

test(title, { timeout: 120_000 }, async () => {
  const directory = temporaryFolder()
  const acknowledged: string[] = []
  const ready = [0, 1].map((round) => startWriter(directory, `round${round}`)) // while another one writes
  for (let round = 0; round < ROUNDS; round += 1) {
    const writer = ready.shift()!
    if (round + 2 < ROUNDS) ready.push(startWriter(directory, `round${round + 2}`))
    writer.begin()
    await eventually(() => writer.acknowledged.length)
    await sleep(Math.random() * 100)
    if (round % 6 === 5) process.kill(serverPid(directory)!, 'SIGKILL')
    writer.child.kill('SIGKILL')
    await writer.ended
    acknowledged.push(...writer.acknowledged)
  }

  const { prisma, close } = await openDatabase({ directory })
  const rows = await prisma.outbox.findMany({ select: { documentId: true } })
  await close()
  const kept = new Set(rows.map(({ documentId }) => documentId))
  console.log(`${acknowledged.length} rows acknowledged in ${ROUNDS} rounds, ${kept.size} in the database`)
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(ROUNDS)
  expect(serverPid(directory)).toBeUndefined()
})
