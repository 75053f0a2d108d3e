// A process for the tests: writes rows as fast as it can and prints the id of each that was acknowledged.
import { once } from 'node:events'
import { openDatabase } from '../../../prisma/client.ts'

const [directory = '', prefix = ''] = process.argv.slice(2)
await once(process.stdin, 'data')
process.stdin.pause()
const { prisma, close } = await openDatabase({ directory })
let isStopping = false
process.once('SIGTERM', () => (isStopping = true))
await Promise.all([1, 2, 3, 4].map(write))
await close()

async function write(lane: number): Promise<void> {
  for (let n = 1; !isStopping; n += 1) {
    const documentId = `${prefix}-${lane}-${n}`
    try {
      await prisma.outbox.create({ data: { action: 'PUT', documentId, payload: { n } } })
    } catch {
      return // the server was killed
    }
    process.stdout.write(`${documentId}\n`)
  }
}
