// The embedded server: shared, stopped, mended, refused.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { openDatabase } from '../../../prisma/client.ts'
import { defaultDirectory } from '../../../prisma/directory.ts'
import { startEmbedded } from '../../../prisma/embedded.ts'
import { eventually, serverPid, startWriter, temporaryFolder } from './places.ts'

vi.setConfig({ testTimeout: 30_000 })

const isRoot = process.getuid?.() === 0
const row = (documentId: string) => ({ data: { action: 'DROP' as const, documentId } })

describe('the embedded server', () => {
  const directory = temporaryFolder()

  test('is started once by several at the same time, the folder being empty', async () => {
    const all = await Promise.all([openDatabase({ directory }), openDatabase({ directory })])
    for (const { prisma } of all) await prisma.outbox.create(row('first'))
    expect(await all[0]!.prisma.outbox.count()).toBe(2)
    await Promise.all(all.map(({ close }) => close()))
    expect(serverPid(directory)).toBeUndefined()
  })

  test('is shared by two processes, and the last one out stops it', async () => {
    const ours = await openDatabase({ directory })
    const theirs = startWriter(directory, 'theirs')
    theirs.begin()
    await eventually(() => theirs.acknowledged.length > 3)
    expect(await ours.prisma.outbox.count({ where: { documentId: 'theirs-1-1' } })).toBe(1)

    await ours.close()
    const before = theirs.acknowledged.length
    await eventually(() => theirs.acknowledged.length > before + 3)
    theirs.child.kill('SIGTERM')
    await theirs.ended
    expect(theirs.child.exitCode).toBe(0)
    expect(serverPid(directory)).toBeUndefined()
    expect(readFileSync(join(directory, 'postgres/postgres.log'), 'utf8')).toMatch(/database system is shut down\n$/)
  })

  test('acknowledges nothing before it is on the disk, and checks what it reads', async () => {
    const { prisma, close } = await openDatabase({ directory })
    const rows = await prisma.$queryRaw<{ name: string; setting: string }[]>`
      SELECT name, setting FROM pg_settings
      WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses')`
    await close()
    const expected = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', data_checksums: 'on' }
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
    expect(settings).toEqual({ ...expected, listen_addresses: '' })
  })

  test('is closed to other users of the machine', async () => {
    const server = await startEmbedded({ directory })
    const { mode } = statSync(join(directory, 'postgres/run'))
    await server.stop()
    expect(mode & 0o777).toBe(0o700)
  })

  test('writes no value of a failed statement into its log', async () => {
    const { prisma, close } = await openDatabase({ directory })
    const data = { kind: 'cases', slug: 'secret-slug', documentId: 'a' }
    await prisma.documentAddress.create({ data })
    await expect(prisma.documentAddress.create({ data })).rejects.toMatchObject({ code: 'P2002' })
    await expect(prisma.$queryRawUnsafe(`SELECT 'secret-text'::integer`)).rejects.toThrow('secret-text')
    await close()
    expect(readFileSync(join(directory, 'postgres/postgres.log'), 'utf8')).not.toContain('secret')
  })

  test('comes back when it is killed under a running service', async () => {
    const reports: string[] = []
    const { prisma, close } = await openDatabase({ directory, report: (message) => reports.push(message) })
    const count = await prisma.outbox.count()
    process.kill(serverPid(directory)!, 'SIGKILL')
    await eventually(() => reports.includes('PostgreSQL is back'))
    await eventually(async () => (await prisma.outbox.count()) === count)
    expect(reports).toContain('PostgreSQL has gone away; starting it again')
    await close()
    expect(serverPid(directory)).toBeUndefined()
  })

  test('serves whoever comes and goes, just as another one stops it', async () => {
    const comeAndGo = async (): Promise<void> => {
      for (let n = 0; n < 8; n += 1) {
        const server = await startEmbedded({ directory })
        await sleep(Math.random() * 30)
        await server.stop()
        await sleep(Math.random() * 30)
      }
    }
    await Promise.all([comeAndGo(), comeAndGo(), comeAndGo()])
    expect(serverPid(directory)).toBeUndefined()
  })

  test('sweeps away old programs and what a killed process has left half built, but nothing of a living one', async () => {
    const place = join(directory, 'postgres')
    const dead = ['data.new-99999999-0123abcd', 'postgresql-16.4.0-beta.16']
    const alive = [`data.new-${process.pid}-0123abcd`, `postgresql-17.9.0-beta.1.new-${process.pid}-01234567`]
    for (const name of [...dead, ...alive]) mkdirSync(join(place, name, 'bin'), { recursive: true })
    const programs = readdirSync(place).find(
      (name) => /^postgresql-[^/]*$/.test(name) && ![...dead, ...alive].includes(name),
    )!
    rmSync(join(place, programs), { recursive: true }) // so that something is built
    const server = await startEmbedded({ directory })
    await server.stop()
    expect(dead.filter((name) => existsSync(join(place, name)))).toEqual([])
    expect(alive.filter((name) => existsSync(join(place, name)))).toEqual(alive)
  })

  test('says which lock file a crash has left empty, and waits for one that is being written', async () => {
    const file = join(directory, 'postgres/data/postmaster.pid')
    writeFileSync(file, '')
    utimesSync(file, new Date(0), new Date(0))
    await expect(startEmbedded({ directory })).rejects.toThrow(/lock file "postmaster.pid" is empty/)
    writeFileSync(file, '')
    const waiting = startEmbedded({ directory })
    await sleep(300)
    rmSync(file)
    await (await waiting).stop()
  })
})

describe('the embedded server refuses, and says what to do', () => {
  const directory = temporaryFolder()
  const data = join(directory, 'postgres/data')

  test('a half-made data directory, and leaves it as it is', async () => {
    mkdirSync(join(data, 'base'), { recursive: true })
    writeFileSync(join(data, 'PG_VERSION'), '17\n')
    await expect(startEmbedded({ directory })).rejects.toThrow(
      /not a complete PostgreSQL data directory .* move it away, then start again .* or run "npm run db -- restore FILE"/,
    )
    expect(readdirSync(data).sort()).toEqual(['PG_VERSION', 'base'])
  })

  test('data of another major version', async () => {
    mkdirSync(join(data, 'global'))
    writeFileSync(join(data, 'global/pg_control'), '')
    writeFileSync(join(data, 'PG_VERSION'), '16\n')
    await expect(startEmbedded({ directory })).rejects.toThrow(/written by PostgreSQL 16, but 17\..* is installed/)
  })

  test('a path too long for a socket, or that would break initdb', async () => {
    await expect(startEmbedded({ directory: join(directory, 'x'.repeat(90)) })).rejects.toThrow(
      /bytes too long .* DATA_DIR/,
    )
    await expect(startEmbedded({ directory: join(directory, 'a"b') })).rejects.toThrow('set a plainer DATA_DIR')
  })

  test('a setting that PostgreSQL refuses: shows the end of its log', async () => {
    const place = join(temporaryFolder(), "数据 目录, a'b")
    mkdirSync(join(place, 'postgres/data'), { recursive: true }) // empty: as good as none
    const settings = { shared_buffers: 'many' }
    await expect(startEmbedded({ directory: place, settings })).rejects.toThrow(/does not start[^]*"shared_buffers"/)
    const server = await startEmbedded({ directory: place })
    await server.stop()
  })

  test('a folder that cannot be made', async () => {
    writeFileSync(join(directory, 'file'), '')
    const place = join(directory, 'file/data')
    await expect(startEmbedded({ directory: place })).rejects.toThrow(/ENOTDIR.*: set DATA_DIR to a folder that this/)
  })

  test.runIf(isRoot)('a folder of another user', async () => {
    const place = temporaryFolder()
    mkdirSync(join(place, 'postgres'))
    chownSync(join(place, 'postgres'), 12345, 12345)
    await expect(startEmbedded({ directory: place })).rejects.toThrow(/belongs to user 12345, .* runs as 0/)
  })

  test.runIf(isRoot)('a folder that PostgreSQL’s own account may not enter', async () => {
    const place = temporaryFolder()
    chmodSync(place, 0o700)
    await expect(startEmbedded({ directory: join(place, 'data') })).rejects.toThrow(
      `may not enter ${place}: set DATA_DIR to a folder that it may enter`,
    )
  })
})

test('the default directory is a system folder for root, because its home is closed to PostgreSQL', () => {
  expect(defaultDirectory({ isRoot: true })).toBe('/var/lib/trade-secret-registry')
  expect(defaultDirectory({ isRoot: false })).toBe('./data')
  expect(defaultDirectory({ isRoot: true, dataDir: '/srv/x' })).toBe('/srv/x')
  expect(defaultDirectory({ isRoot: false, dataDir: '' })).toBe('./data')
})
