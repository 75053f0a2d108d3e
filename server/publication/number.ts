// Numbers of group standards, `T/CODE 0001—2026`: read, written in one way, and the one that is next. Pure.

export interface StandardNumber {
  code: string
  /** 顺序号; a part of a standard keeps its `.1`. */
  sequence: number
  part: string
  year: string
}

const NUMBER = /^T\/([A-Z][A-Z0-9]{1,11})[\s\u3000]*(\d{1,6})(\.\d{1,3})?[—–-](\d{4})$/

/** Null when it is none. */
export function readNumber(written: string): StandardNumber | null {
  const [, code, sequence, part = '', year] = NUMBER.exec(written.normalize('NFKC').trim()) ?? []
  return code && sequence && year ? { code, sequence: Number(sequence), part, year } : null
}

export const writeNumber = ({ code, sequence, part, year }: StandardNumber): string => `T/${code} ${String(sequence).padStart(4, '0')}${part}—${year}`

/** A revision keeps the 顺序号 of what it revises and takes the year of its own publication. */
export function nextNumber({ code, lastSequence }: { code: string; lastSequence: number }, year: string, revised: string | null): string {
  const old = revised === null ? null : readNumber(revised)
  return writeNumber(old && old.code === code && old.year !== year ? { ...old, year } : { code, sequence: lastSequence + 1, part: '', year })
}

/** File name without extension: `t-demo-0001-2026`. */
export const slugOf = (number: string): string => number.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/^-|-$/g, '')
