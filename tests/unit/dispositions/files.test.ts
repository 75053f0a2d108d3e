import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { fromRows, toRows } from '../../../server/drafting/comment-table.ts'
import { DISPOSITIONS, type Comment } from '../../../server/drafting/disposition.ts'
import { FORMATS, readTable, writeTable } from '../../../server/dispositions/files.ts'
import { tablesOf } from '../../../server/dispositions/word.ts'

const letters = fc.constantFrom(...'商业秘密保密措施应当ab1 \n\t=+-@\'"<>&,;:#|{}[]%`_0x;：。“”𠮷é'.split(/(?:)/u))
const text = fc.array(letters, { maxLength: 24 }).map((signs) => signs.join(''))
const said = text.filter((one) => one.trim() !== '')
const comment = fc.record({
  body: text,
  clause: fc.constantFrom('', '4', '4.10', '4.2.1', 'A.1'),
  element: text,
  type: fc.constantFrom('ge' as const, 'te' as const, 'ed' as const),
  original: text,
  proposed: said,
  reason: text,
  disposition: fc.constantFrom('' as const, ...DISPOSITIONS),
  reply: text,
})
const comments = fc.uniqueArray(comment, { maxLength: 6, selector: (one) => JSON.stringify([one.body, one.clause, one.element, one.original, one.proposed, one.reason]) }).map((list) => list.map((one, i): Comment => ({ id: String(i + 1), ...one })))

describe.each(FORMATS)('the commenting table as %s', (format) => {
  test('comes back as it went out, spaces, line breaks and formulas too, with headers of either kind', async () => {
    await fc.assert(
      fc.asyncProperty(comments, fc.constantFrom('zh' as const, 'iso' as const), async (list, headers) => {
        const rows = toRows(list, headers)
        const back = await readTable(format, await writeTable(format, rows, '意见汇总处理表'))
        if (list.length) expect(back.rows).toEqual(rows)
        if (list.length) expect(fromRows(back.rows).comments).toEqual(list)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  test('refuses an empty file and one that is something else, in words', async () => {
    await expect(readTable(format, Buffer.alloc(0))).rejects.toMatchObject({ code: 'invalid-input' })
    const other = format === 'csv' ? zipSync({ 'a.txt': strToU8('x') }) : Buffer.from('"不是')
    await expect(readTable(format, Buffer.from(other))).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(readTable(format, Buffer.alloc(10_000_001, 'a'))).rejects.toMatchObject({ code: 'too-large' })
  })
})

test.each([['xlsx', 'xl/workbook.xml'], ['docx', 'word/document.xml']] as const)('a %s that would swell is refused before it is unpacked', async (format, part) => {
  const bomb = Buffer.from(zipSync({ [part]: strToU8('<x/>'), 'bomb.xml': new Uint8Array(101_000_000) }))
  expect(bomb.length).toBeLessThan(1_000_000)
  await expect(readTable(format, bomb)).rejects.toMatchObject({ issues: [{ detail: expect.stringContaining('太大') as string }] })
  // The directory says less than is in there.
  const lying = Buffer.from(zipSync({ [part]: strToU8('x'.repeat(5_000)) }))
  lying.writeUInt32LE(10, lying.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
  await expect(readTable(format, lying)).rejects.toMatchObject({ issues: [{ detail: expect.stringContaining('目录不符') as string }] })
}, 30_000)

test('CSV that an office saved in GB 18030 reads the same', async () => {
  // 章节号,理由 / 4.1,应当
  const bytes = Buffer.from([0xd5, 0xc2, 0xbd, 0xda, 0xba, 0xc5, 0x2c, 0xc0, 0xed, 0xd3, 0xc9, 0x0d, 0x0a, 0x34, 0x2e, 0x31, 0x2c, 0xd3, 0xa6, 0xb5, 0xb1])
  expect((await readTable('csv', bytes)).rows).toEqual([['章节号', '理由'], ['4.1', '应当']])
})

test('YAML keeps 4.10 and refuses aliases', async () => {
  expect((await readTable('yaml', Buffer.from('- 章节号: 4.10\n  理由: 太长\n- 理由: 太短\n'))).rows).toEqual([['章节号', '理由'], ['4.10', '太长'], ['', '太短']])
  await expect(readTable('yaml', Buffer.from('- &a {理由: x}\n- *a\n'))).rejects.toMatchObject({ code: 'invalid-input' })
})

test('a cell over several rows counts for each of them', () => {
  const [table] = tablesOf('<p>x</p><table><tr><th><p>章节号</p></th><th><p>理由</p></th></tr><tr><td rowspan="2"><p>4.1</p></td><td><p>甲</p><p></p><p>乙&amp;</p></td></tr><tr><td><p>丙<br />丁</p></td></tr></table>')
  expect(table).toEqual({ rows: [['章节号', '理由'], ['4.1', '甲\n\n乙&'], ['4.1', '丙\n丁']], merged: new Set([1, 2]) })
})
