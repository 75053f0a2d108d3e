// `npm run import -- experts FILE`: what it prints, and its exit code.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})

const run = (directory: string, ...given: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, DATA_DIR: join(directory, 'data'), DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl }
    execFile(process.execPath, ['--import', 'tsx', 'server/experts/main.ts', ...given], { env }, (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }))
  })

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'import-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

describe('the import from the command line', () => {
  test('imports a file, tells what was refused, and nothing at all when asked for all', async () => {
    const directory = folder()
    const file = join(directory, 'register.csv')
    writeFileSync(file, '编号,姓名\nc1,张三\nc2,\n')
    const strict = await run(directory, 'experts', file, '--atomic')
    expect(strict.stderr).toContain('第 2 行（c1）')
    expect([strict.code, strict.stdout.trim(), await database.prisma.expert.count()]).toEqual([1, '没有导入：请改好上面的行再来', 0])
    const { code, stdout, stderr } = await run(directory, 'experts', file)
    expect([code, stdout.trim()]).toEqual([1, '新建 1，更新 0，未变 0，未导入 1'])
    expect(stderr).toContain('第 3 行（c2）：name')
    expect(await database.prisma.outbox.count({ where: { appliedAt: null } })).toBe(0)
  })

  test('says how it is used when it is not', async () => {
    const directory = folder()
    expect((await run(directory, 'experts')).code).toBe(2)
    expect((await run(directory, 'experts', join(directory, 'none.csv'))).code).toBe(2)
  })
})
