// Registers as offices send them: encodings, workbooks, headers, and what is wrong with a line.
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import { CSV, NDJSON, readRegister, XLSX } from '../../../server/experts/register.ts'
import { readLine } from '../../../server/experts/reading.ts'
import { checkDigit } from '../../../server/organisations/uscc.ts'

// eslint-disable-next-line -- the shape of a line is what is tested
type Line = { line: number; value?: any; problem?: { field: string; detail: string } } // oxlint-disable-line no-explicit-any

async function read(type: string, bytes: Uint8Array | string, cut = 7): Promise<Line[]> {
  const buffer = Buffer.from(bytes as string)
  const pieces = Array.from({ length: Math.ceil(buffer.length / cut) }, (_, i) => buffer.subarray(i * cut, (i + 1) * cut))
  const lines: Line[] = []
  for await (const line of readRegister(type, Readable.from(pieces))) lines.push(line)
  return lines
}

const USCC = '91440700MA5000001' + checkDigit('91440700MA5000001')!
const TABLE = `编号,姓名,类型,专业领域,行业,语言,地区,工作单位,统一社会信用代码,著作\r\n001,张三,法律；技术,商业秘密,39,英语,江门,示例大学,${USCC},"第一篇（2020）；第二篇"\r\n`

describe('CSV', () => {
  test('in UTF-8, with a byte order mark, in UTF-16 and in GBK it is the same', async () => {
    // 张三 and the headers, as GBK has them: made from the decoder itself, so that both directions agree.
    const gbk = encodeGbk(TABLE)
    const expected = await read(CSV, TABLE)
    expect(expected[0]!.value).toMatchObject({ externalId: '001', name: '张三', types: ['legal', 'technical'], fields: ['商业秘密'], industries: ['C39'], languages: ['en'], region: '440700', employer: { name: '示例大学', uscc: USCC }, documents: [{ title: '第一篇', year: 2020 }, { title: '第二篇' }] })
    for (const bytes of [Buffer.from(`\ufeff${TABLE}`), Buffer.from(`\ufeff${TABLE}`, 'utf16le'), gbk]) expect(await read(CSV, bytes)).toEqual(expected)
  })

  test('a title above the header is passed over; a file without one is told so', async () => {
    expect((await read(CSV, `专家名册,,\n${TABLE}`))[0]!.value.name).toBe('张三')
    expect((await read(CSV, 'a,b\n1,2\n'))[0]!.problem!.detail).toContain('表头')
  })

  test('rows of one number are one expert with several works; another name under the same number is not', async () => {
    const lines = await read(CSV, '编号,姓名,著作题名,年份\n1,张三,甲,2020\n1,张三,乙,2021\n,,丙,\n1,李四,丁,\n')
    expect(lines.map(({ line }) => line)).toEqual([2, 5])
    expect(lines[0]!.value.documents.map(({ title }: { title: string }) => title)).toEqual(['甲', '乙', '丙'])
  })

  test('a cell that a spreadsheet would run is refused by its name; what our export escaped is read back', async () => {
    const lines = await read(CSV, `编号,姓名,简介\n1,张三,=1+1\n2,李四,'=1+1\n`)
    expect(lines[0]!.problem!.detail).toContain('C2')
    expect(lines[1]!.problem!.detail).toContain('C3')
    expect((await read(CSV, `编号,姓名,简介\n3,王五,'-5 度\n`))[0]!.value.biography).toBe('-5 度')
  })

  test('lines are those of the file, also after a line break inside a cell; an open quote is told with its line', async () => {
    const lines = await read(CSV, '编号,姓名,简介\n1,张三,"一\n二"\n2,李四,\n')
    expect(lines.map(({ line }) => line)).toEqual([2, 4])
    await expect(read(CSV, '编号,姓名\n1,"张三\n')).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

describe('NDJSON', () => {
  test('lines cut anywhere, with a byte order mark and empty lines; a broken line is told and the others read', async () => {
    const text = `\ufeff{"externalId":"1","name":"张三"}\r\n\n{"externalId":\n{"externalId":"2","name":"李四"}`
    for (const cut of [1, 2, 5, 1_000]) {
      const lines = await read(NDJSON, text, cut)
      expect(lines.map(({ line, value, problem }) => [line, value?.name ?? problem!.field])).toEqual([[1, '张三'], [3, ''], [4, '李四']])
    }
  })

  test('more than 100 MB is too large', async () => {
    const chunk = Buffer.alloc(10_000_000, 32)
    const lines = readRegister(NDJSON, Readable.from(Array.from({ length: 11 }, () => chunk)))
    await expect((async () => { for await (const _ of lines); })()).rejects.toMatchObject({ code: 'too-large' })
  })
})

describe('workbooks', () => {
  const book = (rows: object[][]): Promise<Buffer> => writeWorkbook(rows as never).toBuffer()
  const cell = (value: string | number, more: object = {}) => ({ value, type: typeof value === 'number' ? Number : String, ...more })

  test('merged cells count for every row; numbers are taken as text', async () => {
    const lines = await read(XLSX, await book([
      ['编号', '姓名', '著作题名'].map((header) => cell(header)),
      [cell(7, { rowSpan: 2 }), cell('张三', { rowSpan: 2 }), cell('甲')],
      [null, null, cell('乙')] as unknown as object[],
    ]), 50_000)
    expect(lines).toHaveLength(1)
    expect(readLine(lines[0]!.value).line).toMatchObject({ externalId: '7', name: '张三', documents: [{ title: '甲', externalId: '#1' }, { title: '乙', externalId: '#2' }] })
  })

  test('a formula is refused with the cell named, the other lines are read', async () => {
    const lines = await read(XLSX, await book([[cell('编号'), cell('姓名')], [cell('1'), { value: '=CONCATENATE("张","三")', type: 'Formula' }], [cell('2'), cell('李四')]]), 50_000)
    expect(lines[0]!.problem!.detail).toContain('B2')
    expect(lines[1]!.value.name).toBe('李四')
  })

  test('something else is refused in words', async () => {
    await expect(read(XLSX, 'not a workbook at all, and longer than a zip end record')).rejects.toMatchObject({ issues: [{ detail: expect.stringContaining('.xlsx') }] })
  })
})

describe('readLine', () => {
  test('number and name are enough', () => {
    expect(readLine({ externalId: '1', name: '张三' })).toMatchObject({ externalId: '1', line: { name: '张三' }, problems: [] })
  })

  test.each([
    [{ name: '张三' }, 'externalId'],
    [{ externalId: '1' }, 'name'],
    [{ externalId: '1', name: '张三', employer: { name: '某校', uscc: `${USCC.slice(0, 17)}${USCC[17] === '0' ? '1' : '0'}` } }, 'employer.uscc'],
    [{ externalId: '1', name: '张三', relations: [{ kind: '路过', organisation: '某公司' }] }, 'relations.0.kind'],
    [{ externalId: '1', name: '张三', relations: [{ kind: 'kin', organisation: '某公司', from: '2024', to: '2023' }] }, 'relations.0.to'],
    [{ externalId: '1', name: '张三', termTo: '2026-02-30' }, 'termTo'],
    [{ externalId: '1', name: '张三', documents: [{ year: 2020 }] }, 'documents.0.title'],
    [{ externalId: '1', name: '张三', documents: [{ externalId: 'a', title: '甲' }, { externalId: 'a', title: '乙' }] }, 'documents'],
    [{ externalId: '1', name: '张三', types: 'x'.repeat(101) }, 'types.0'],
    ['text', ''],
  ])('%j is refused at %s', (value, field) => {
    const { line, problems } = readLine(value)
    expect(line).toBeNull()
    expect(problems.map((problem) => problem.field)).toContain(field)
  })

  test('years and months are the whole of their period; Chinese words for a relation are its kind', () => {
    const { line } = readLine({ externalId: '1', name: '张三', relations: [{ kind: '任职', organisation: '某公司', from: '2019', to: '2024-02' }] })
    expect(line!.relations).toMatchObject([{ kind: 'employed', organisation: { name: '某公司', uscc: null }, from: '2019-01-01', to: '2024-02-29' }])
  })

  test('what has no place is told, not refused', () => {
    const { line, problems } = readLine({ externalId: '1', name: '张三', phone: '123', industries: ['Z9'], region: '火星' })
    expect(line).not.toBeNull()
    expect(problems.map(({ field }) => field)).toEqual(['', 'industries', 'region'])
  })

  test('halves of characters and U+0000 do not reach the database', () => {
    expect(readLine({ externalId: '1', name: '张\u0000三\ud800' }).line!.name).toBe('张三\ufffd')
  })
})

/** The only encoder at hand is the decoder: every two-byte code is tried once. */
function encodeGbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, [number, number]>()
  for (let a = 0x81; a <= 0xfe; a++) for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) codes.set(decoder.decode(Uint8Array.of(a, b)), [a, b])
  return Buffer.from(Array.from(text).flatMap((sign) => (sign < '\u0080' ? [sign.charCodeAt(0)] : codes.get(sign)!)))
}
