// Root of `npm run audit:verify [-- --head SEQ:HASH]`: follows the audit trail's chain from end to end; changes nothing.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { connectPrisma, type PrismaClient } from '../../prisma/client.ts'
import { startEmbedded } from '../../prisma/embedded.ts'
import { readEnvironment } from '../env.ts'
import { readChain, readHead } from './audit.ts'
import { verifyChain, type Break, type Head, type Verdict } from './chain.ts'

const USAGE = `npm run audit:verify [-- --head SEQ:HASH]
  --head SEQ:HASH   以前在别处记下的链头（日志里每天有一个）：有了它，才看得出末尾是否被整段删去或重写`

const WHY: Record<Break, string> = {
  missing: '这一条不见了：有人删除了记录',
  misplaced: '这一条的序号不对：有人插入或调换了记录',
  edited: '这一条与它的校验值不符：有人改过它的内容',
  unlinked: '这一条接不上前一条：前一条被整条替换过',
  'head-differs': '这一条与记下的链头不同：从这里或更早起被整段重写过，或者 --head 抄错了',
}
const WHAT_NOW = '请停止写入，保全数据库和日志，用 npm run db -- backup 留一份现状，再与最近的备份逐条对照，并报告审计负责人。'

const EVERY = 50_000n

/** A bar on a terminal, a line now and then elsewhere. */
function progressOf(total: bigint): { report: (seq: bigint) => void; done: () => void } {
  if (!process.stderr.isTTY) return { report: (seq) => void (seq % EVERY === 0n && console.error(`已核对 ${seq}/${total}`)), done: () => {} }
  const bar = new SingleBar({ format: '核对 {bar} {value}/{total}', stream: process.stderr, hideCursor: true })
  bar.start(Number(total), 0)
  return { report: (seq) => bar.update(Number(seq)), done: () => bar.stop() }
}

function readKnown(written: string | undefined): Head | undefined {
  if (written === undefined) return undefined
  const [, seq, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(written.trim()) ?? []
  if (!seq || !hash) throw new Error(`--head 应写成 序号:校验值，校验值是 64 位小写十六进制\n${USAGE}`)
  return { seq: BigInt(seq), hash }
}

async function verify(prisma: PrismaClient, known: Head | undefined, signal: AbortSignal): Promise<Verdict> {
  const { report, done } = progressOf((await readHead(prisma)).seq)
  const reportUnlessStopped = (seq: bigint): void => {
    signal.throwIfAborted()
    report(seq)
  }
  return verifyChain(readChain(prisma, reportUnlessStopped), known).finally(done)
}

function tell({ count, head, broken }: Verdict, known: Head | undefined): number {
  if (broken) {
    console.log(`第 ${broken.seq} 条（${broken.why}）：${WHY[broken.why]}。此前 ${count} 条无误。\n${WHAT_NOW}`)
    return 1
  }
  console.log(`${count} entries, head ${head.seq}:${head.hash}`)
  console.error(known ? '审计记录完整，并与记下的链头一致。' : '审计记录前后相接。请把上面的链头记在数据库以外；下次加上 --head，才看得出末尾是否被删去。')
  return 0
}

/** Without migrating: a check must not change what it checks. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { head: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) return console.log(USAGE), 0
  const known = readKnown(values.head)
  if (existsSync('.env')) process.loadEnvFile('.env')
  const env = readEnvironment(process.env)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('已中止；什么也没有改动')))

  const server = env.database.url ? undefined : await startEmbedded({ directory: env.data.directory })
  const prisma = connectPrisma(env.database.url ?? server!.url(), { poolSize: 1 })
  try {
    return tell(await verify(prisma, known, stop.signal), known)
  } finally {
    await prisma.$disconnect()
    await server?.stop()
  }
}

process.exitCode = await main().catch((error: Error & { code?: string }) => {
  console.error(error.code === 'P2021' ? '数据库里还没有审计记录的表：先启动一次服务（npm start），它会建好。' : error.message)
  return 1
})
