// A process for the tests: makes changes with their entries as fast as it can and prints each that was acknowledged.
import { once } from 'node:events'
import { openDatabase } from '../../../prisma/client.ts'
import { changeWithAudit } from '../../../server/audit/audit.ts'

const [directory = '', prefix = ''] = process.argv.slice(2)
await once(process.stdin, 'data')
process.stdin.pause()
const { prisma } = await openDatabase({ directory })
await Promise.all([1, 2, 3, 4].map(write))

async function write(lane: number): Promise<void> {
  for (let n = 1; ; n += 1) {
    const documentId = `${prefix}-${lane}-${n}`
    const event = { actor: { kind: 'system', id: null }, action: 'takedown:decide', subject: { kind: 'document', id: documentId }, outcome: 'DONE', detail: { lane, n } } as const
    await changeWithAudit(prisma, event, (tx) => tx.outbox.create({ data: { action: 'PUT', documentId, payload: { n } } }))
    process.stdout.write(`${documentId}\n`)
  }
}
