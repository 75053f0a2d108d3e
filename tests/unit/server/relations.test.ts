import { describe, expect, test } from 'vitest'
import { loadLibrary } from '../../../indexer/index.ts'
import { relationsOf } from '../../../server/library/relations.ts'
import { caseFile, contentFolder } from '../../support/content-folder.ts'

const standard = (id: string, number: string, more: string) =>
  `---\nid: "${id}"\nkind: standard\ntitle: "规范 ${number}"\ndate: "2026-01-01"\nsummary: "概述"\nstandard_kind: group\norganisation: "协会"\nnumber: "${number}"\nimplementation_date: "2026-02-01"\nsource: { name: "协会" }\nowner: "协会"\nreview_by: "2030-01-01"\n${more}---\n## 1 范围\n\n见 T/AB 0001—2020。\n`

describe('relationsOf', () => {
  const open = (old: string, fresh: string) => loadLibrary(contentFolder({ 'standards/old.md': standard('bcdfghjk22', 'T/AB 0001—2020', old), 'standards/new.md': standard('ccdfghjk22', 'T/AB 0001—2026', fresh), 'cases/a.md': caseFile({ id: '"ddfghjkm22"' }) }), { git: false })

  test('a standard that was replaced leads to its successor, though only the successor says so', async () => {
    const library = await open('status: replaced\n', 'status: in-force\nreplaces: ["T/AB 0001—2020", "T/XY 0009—2010"]\nadopts: ["ISO 1"]\n')
    expect(relationsOf(library, 'bcdfghjk22')).toMatchObject({ replacedBy: [{ label: 'T/AB 0001—2026', url: '/documents/ccdfghjk22' }] })
    expect(relationsOf(library, 'ccdfghjk22')).toMatchObject({ replaces: [{ label: 'T/AB 0001—2020', url: '/documents/bcdfghjk22' }, { label: 'T/XY 0009—2010', url: null }], replacedBy: [], adopts: ['ISO 1'] })
  })

  test('while the old one is in force, the new edition has not replaced it', async () => {
    const library = await open('status: in-force\n', 'status: upcoming\nreplaces: ["T/AB 0001—2020"]\n')
    expect(relationsOf(library, 'bcdfghjk22')?.replacedBy).toEqual([])
  })

  test('written on both sides it is told once; citations are counted once they are found', async () => {
    const library = await open('status: replaced\nreplaced_by: ["T/AB 0001—2026"]\n', 'status: in-force\nreplaces: ["T/AB 0001—2020"]\n')
    expect(relationsOf(library, 'bcdfghjk22')).toMatchObject({ replacedBy: [{ url: '/documents/ccdfghjk22' }], cites: null, citedBy: null })
    await library.prepare()
    expect(relationsOf(library, 'bcdfghjk22')?.citedBy).toBe(1)
    expect(relationsOf(library, 'ddfghjkm22')).toBeNull()
  })
})
