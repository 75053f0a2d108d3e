import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadLibrary } from '../../../indexer/content/library.ts'
import { caseFile, contentFolder, write } from '../../support/content-folder.ts'

const problemsOf = async (files: Record<string, string | Uint8Array>) => (await loadLibrary(contentFolder(files), { git: false })).problems.map(({ file, line, field, rule }) => `${file}:${line} ${field} ${rule}`)

const law = (extra = '') => `---\nid: "ccdfghjk22"\nkind: law\ntitle: "反不正当竞争法（2019年修正）"\ndate: "2019-04-23"\nformerly: [反不正当竞争法]\n${extra}---\n第九条 商业秘密。\n\n第十条 其他。\n`

/** Each of these files is broken in one way; the pattern is what its author must be told. */
const BROKEN: [name: string, file: string | Uint8Array, told: RegExp][] = [
  ['no front matter', '正文', /文件应以 --- 开头/],
  ['empty file', '', /文件应以 --- 开头/],
  ['javascript front matter', '---js\nmodule.exports = { id: process.exit(9) }\n---\n', /只能是 YAML/],
  ['coffee front matter', '---coffee\nid: 1\n---\n', /只能是 YAML/],
  ['json front matter', '---json\n{"id":"x"}\n---\n', /只能是 YAML/],
  ['unclosed front matter', '---\nid: "bcdfghjk22"\nkind: case\n', /没有以单独一行 --- 结束/],
  ['empty front matter', '---\n---\n正文', /资料头/],
  ['list as front matter', '---\n- a\n- b\n---\n', /资料头应为/],
  ['broken YAML', '---\nid: "bcd\nkind: [case\n---\n', /YAML 有误/],
  ['a key twice', caseFile().replace('kind: case', 'kind: case\nkind: case'), /YAML 有误/],
  ['YAML alias', '---\nid: &a "bcdfghjk22"\nkind: *a\n---\n', /不用 & 和 \*/],
  ['tab indentation', '---\nid: "bcdfghjk22"\nsource:\n\tname: x\n---\n', /YAML 有误/],
  ['NUL byte', Buffer.from('---\nid: "b\0"\n---\n'), /NUL 字节/],
  ['UTF-16', Buffer.from('\ufeff---\nid: x\n---\n', 'utf16le'), /UTF-8/],
  ['GBK', Buffer.concat([Buffer.from('---\ntitle: "'), Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]), Buffer.from('"\n---\n')]), /不是 UTF-8/],
  ['5 MB', caseFile({}, 'x'.repeat(5 * 1024 * 1024)), /文件有 \d+ MB/],
  ['no kind', caseFile({ kind: null }), /kind 必填/],
  ['unknown kind', caseFile({ kind: 'novel' }), /kind 必填，可用/],
  ['no id', caseFile({ id: null }), /id 必填/],
  ['short id', caseFile({ id: '"bcd"' }), /id 应为 8–16 位/],
  ['vowels in id', caseFile({ id: '"abcdefgh"' }), /id 应为 8–16 位/],
  ['no title', caseFile({ title: null }), /title 必填/],
  ['empty title', caseFile({ title: '""' }), /title 不能为空/],
  ['no date', caseFile({ date: null }), /date/],
  ['slashes in date', caseFile({ date: '"2023/06/12"' }), /date 应为 YYYY-MM-DD/],
  ['30 February', caseFile({ date: '"2023-02-30"' }), /date 没有这一天/],
  ['29 February of a common year', caseFile({ date: '"2023-02-29"' }), /date 没有这一天/],
  ['unknown code', caseFile({ cause: 'theft' }), /cause 词表中没有 "theft"/],
  ['unknown code in a list', caseFile({ outcome: '[supported, won]' }), /outcome\.1 词表中没有 "won"/],
  ['unknown industry', caseFile({ industries: '[C99]' }), /industries\.0 词表中没有/],
  ['unknown jurisdiction', caseFile({ jurisdiction: 'XX' }), /jurisdiction 词表中没有/],
  ['unknown field', caseFile({ colour: 'red' }), /colour 不认识的字段/],
  ['unknown measure', caseFile({ measures: '{ m9: { finding: adequate, note: x } }' }), /measures\.m9 不认识/],
  ['finding without note', caseFile({ measures: '{ m1_agreement: { finding: adequate } }' }), /note 写明法院怎么说/],
  ['amount with a unit', caseFile({ amount: '"1.59亿元"' }), /amount 应为数字/],
  ['amount with three decimals', caseFile({ amount: '"1.234"' }), /amount 应为数字/],
  ['javascript address', caseFile({ source: '{ name: x, url: "javascript:alert(1)" }' }), /source\.url 应为 http/],
  ['no source', caseFile({ source: null }), /source .*发布前必填/],
  ['no redaction', caseFile({ redaction: null }), /redaction .*发布前必填/],
  ['redaction not done', caseFile({ redaction: 'later' }), /redaction .*写 done/],
  ['unverified without note', caseFile({ verified: 'false' }), /verification_note/],
  ['withdrawn without reason', caseFile({ status: 'withdrawn' }), /withdrawn/],
  ['period that ends before it starts', caseFile({ act_period: '{ from: "2020-01-02", to: "2020-01-01" }' }), /act_period\.to to 不能早于/],
  ['link to nowhere', caseFile({}, '见[别处](../guides/none.md)。'), /链接 .*文件不存在/],
  ['link to no anchor', caseFile({}, '## 甲\n\n见[自己](#乙)。'), /链接 .*没有 #乙/],
]

describe('loadLibrary', () => {
  test.each(BROKEN)('refuses: %s', async (_name, file, told) => {
    const library = await loadLibrary(contentFolder({ 'cases/x.md': file }), { git: false })
    expect(library.problems.map(({ field, rule }) => `${field} ${rule}`).join('\n')).toMatch(told)
    expect(library.documents.size).toBe(0)
  })

  test('reports all problems of a file at once, each at its line', async () => {
    const found = await problemsOf({ 'cases/x.md': caseFile({ date: '"2023-13-01"', cause: 'theft', summary: null }) })
    expect(found).toHaveLength(3)
    expect(found.find((line) => line.includes('cause'))).toMatch(/^cases\/x\.md:12 cause/)
  })

  test('a file that cannot be read is a problem, never passed over', async () => {
    const folder = contentFolder({ 'cases/good.md': caseFile() })
    symlinkSync('/nowhere/at/all', join(folder, 'cases/dangling.md'))
    mkdirSync(join(folder, 'cases/folder.md'))
    const { problems, documents } = await loadLibrary(folder, { git: false })
    expect(problems.map(({ file }) => file).sort()).toEqual(['cases/dangling.md', 'cases/folder.md'])
    expect(documents.size).toBe(1)
  })

  test('one id in two files refuses both; so does one address', async () => {
    const found = await problemsOf({ 'cases/a.md': caseFile(), 'cases/b.md': caseFile(), 'guides/a.md': caseFile({ id: '"ddfghjkm22"' }) })
    expect(found.filter((line) => line.includes('编号与'))).toHaveLength(2)
    expect(found.filter((line) => line.includes('地址 case/a'))).toHaveLength(2)
  })

  test('drafts are in no index; withdrawn documents keep their reason', async () => {
    const library = await loadLibrary(contentFolder({ 'cases/d.md': caseFile({ status: 'draft', cause: null }), 'cases/w.md': caseFile({ id: '"ddfghjkm22"', status: 'withdrawn', withdrawn: '{ date: "2024-01-01", reason: "当事人申请" }' }) }), { git: false })
    expect(library.problems).toEqual([])
    expect(library.documents.size).toBe(0)
    expect(library.withdrawn.get('ddfghjkm22')).toMatchObject({ reason: '当事人申请' })
  })

  test('renaming a file keeps the id, and the old name still leads to it', async () => {
    const folder = contentFolder({ 'cases/old.md': caseFile({ aliases: '[older]' }) })
    renameSync(join(folder, 'cases/old.md'), join(folder, 'cases/new.md'))
    write(folder, 'cases/new.md', caseFile({ aliases: '[old, older]' }))
    const library = await loadLibrary(folder, { git: false })
    for (const slug of ['new', 'old', 'older']) expect(library.address('case', slug)).toBe('bcdfghjk22')
    expect(library.address('case', 'never')).toBeUndefined()
  })

  test('`001`, dates and yes stay what the author typed; two files share no data', async () => {
    const library = await loadLibrary(contentFolder({ 'cases/a.md': caseFile({ tags: '[001, yes, 2020-01-01]' }), 'cases/b.md': caseFile({ id: '"ddfghjkm22"' }) }), { git: false })
    expect(library.documents.get('bcdfghjk22')!.frontMatter.tags).toEqual(['001', 'yes', '2020-01-01'])
    expect(library.documents.get('ddfghjkm22')!.frontMatter.tags).toEqual([])
  })
})

describe('citations', () => {
  test('are resolved, found, ambiguous or failed, and known from both ends', async () => {
    const body = '## 甲\n\n依反不正当竞争法第九条；第八十八条不存在：反不正当竞争法第八十八条；见（2020）最高法知民终1667号。'
    const library = await loadLibrary(contentFolder({ 'laws/a.md': law('effective_from: "2019-04-23"\neffective_to: "2025-10-14"\n'), 'cases/x.md': caseFile({}, body) }), { git: false })
    expect(library.citations('bcdfghjk22').map(({ label, state, target }) => [label, state, target?.anchor])).toEqual([
      ['《反不正当竞争法》第9条', 'RESOLVED', 'art-9'],
      ['《反不正当竞争法》第88条', 'FAILED', undefined],
      ['（2020）最高法知民终1667号', 'FOUND', undefined],
    ])
    expect(library.citedBy('ccdfghjk22')).toEqual([{ id: 'bcdfghjk22', anchors: ['甲'] }])
  })

  test('of two texts of a law, the one in force on the day of the citing document is meant', async () => {
    const old = law('effective_from: "2019-04-23"\neffective_to: "2025-10-14"\n')
    const revised = law('effective_from: "2025-10-15"\n').replace('ccdfghjk22', 'ffghjkmn22').replace('2019年修正', '2025年修订')
    const library = await loadLibrary(contentFolder({ 'laws/a.md': old, 'laws/b.md': revised, 'cases/x.md': caseFile({}, '## 甲\n\n反不正当竞争法第九条。') }), { git: false })
    expect(library.citations('bcdfghjk22')).toMatchObject([{ state: 'RESOLVED', target: { id: 'ccdfghjk22' } }])
  })
})

describe('staleness', () => {
  test('begins the day after the review date', async () => {
    const library = await loadLibrary(contentFolder({ 'cases/x.md': caseFile({ review_by: '"2026-11-24"' }) }), { git: false })
    const document = library.documents.get('bcdfghjk22')!
    expect(library.isStale(document, '2026-11-24')).toBeNull()
    expect(library.isStale(document, '2026-11-25')).toEqual({ reason: 'review', detail: '2026-11-24' })
  })
})

describe('versions', () => {
  const old = '---\nversion: "送审稿"\ndate: "2022-01-02"\nchanges: "首稿"\n---\n## 基本案情\n\n旧文。\n'

  test('are kept in versions/ beside the file', async () => {
    const library = await loadLibrary(contentFolder({ 'cases/x.md': caseFile(), 'cases/versions/x/2022-01-02.md': old }), { git: false })
    expect(library.problems).toEqual([])
    expect(await library.versions('bcdfghjk22')).toMatchObject([{ id: 'current' }, { id: '2022-01-02', label: '送审稿', changes: '首稿' }])
    expect((await library.versionSections('bcdfghjk22', '2022-01-02'))!.map(({ text }) => text)).toEqual(['旧文。'])
    expect(await library.versionSections('bcdfghjk22', '1999-01-01')).toBeNull()
  })

  test('that break the convention are problems', async () => {
    const found = await problemsOf({ 'cases/x.md': caseFile(), 'cases/versions/x/v1.md': old, 'cases/versions/y/2022-01-02.md': old, 'cases/versions/x/2022-01-03.md': old })
    expect(found.join('\n')).toMatch(/v1\.md:1 - 旧稿的文件名/)
    expect(found.join('\n')).toMatch(/versions\/y:1 - /)
    expect(found.join('\n')).toMatch(/2022-01-03\.md:\d date 应与文件名相同/)
  })

  test('come from git where there is no versions/ folder, through renames', async () => {
    const folder = contentFolder({ 'cases/first.md': caseFile({}, '## 基本案情\n\n第一稿。\n') })
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' })
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'publish: 第一稿')
    renameSync(join(folder, 'cases/first.md'), join(folder, 'cases/second.md'))
    write(folder, 'cases/second.md', caseFile({}, '## 基本案情\n\n第二稿。\n'))
    git('add', '-A')
    git('commit', '-qm', 'publish: 第二稿')
    const library = await loadLibrary(folder)
    const [current, first] = await library.versions('bcdfghjk22')
    expect([current!.id, first!.label, first!.origin]).toEqual(['current', 'publish: 第一稿', 'git'])
    expect((await library.versionSections('bcdfghjk22', first!.id))!.map(({ text }) => text)).toEqual(['第一稿。'])
    expect(await library.versionSections('bcdfghjk22', 'HEAD')).toBeNull()
  })
})
