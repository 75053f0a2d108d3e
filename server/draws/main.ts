// Root of `npm run draw:verify -- record.json`: replays a draw offline; exit 0 when everything agrees, 1 otherwise.
import { readFileSync } from 'node:fs'
import { verifyRecord, type Finding } from './verify.ts'

const USAGE = `npm run draw:verify -- record.json
  record.json   抽取记录，从抽取页面下载，或取自 /api/draws/{编号}/record`

const MARK = (agrees: Finding['agrees']): string => (agrees === null ? '－' : agrees ? '相符' : '不符')

function main(): number {
  const [file] = process.argv.slice(2)
  if (!file || file === '--help') return console.log(USAGE), file ? 0 : 1
  const { agrees, findings, warnings } = verifyRecord(JSON.parse(readFileSync(file, 'utf8')))
  for (const { step, agrees: isSo, detail } of findings) console.log(`${MARK(isSo)}\t${step}\t${detail}`)
  for (const warning of warnings) console.log(`注意\t\t${warning}`)
  console.log(agrees ? '核验通过：这份记录前后一致，结果可以重现。' : '核验没有通过：以上标“不符”的地方请抽取的组织者说明；没有“不符”时，说明还没有结果可以核验。')
  return agrees ? 0 : 1
}

try {
  process.exitCode = main()
} catch (error) {
  console.error(error instanceof SyntaxError ? `文件不是 JSON：${error.message}` : `读不了文件：${(error as Error).message}`)
  process.exitCode = 1
}
