// A temporary content folder made of named files; removed when the test file ends.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export function contentFolder(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'content-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) write(folder, name, text)
  return folder
}

export function write(folder: string, name: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

const FIELDS: Record<string, string> = {
  id: '"bcdfghjk22"',
  kind: 'case',
  title: '"甲公司诉乙公司侵害技术秘密纠纷案"',
  date: '"2023-06-12"',
  summary: '"概述。"',
  source: '{ name: "示例法院", url: "https://example.org/" }',
  owner: '"编辑部"',
  review_by: '"2030-01-01"',
  number: '"（2022）最高法知民终541号"',
  authority: '"最高人民法院"',
  case_type: 'civil',
  cause: 'technical_secret',
  court_level: 'supreme',
  procedure: 'second_instance',
  document_type: 'judgment',
  outcome: '[supported]',
  secret_types: '[tech]',
  issues: '[measures]',
  measures: '{ m1_agreement: { finding: adequate, note: "有协议" } }',
  redaction: 'done',
}

/** A sound case file, with fields replaced, added, or left out by `null`. */
export function caseFile(changes: Record<string, string | null> = {}, body = '## 基本案情\n\n甲公司的图纸被离职员工带走。\n'): string {
  const fields = Object.entries({ ...FIELDS, ...changes }).filter(([, value]) => value !== null)
  return `---\n${fields.map(([name, value]) => `${name}: ${value}`).join('\n')}\n---\n${body}`
}
