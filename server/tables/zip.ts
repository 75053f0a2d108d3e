// Looks into a ZIP archive: enough to see a workbook's marks that the reading library does not tell, and to refuse a bomb before anything is unpacked.
import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LONGEST_COMMENT = 65_535

export interface ZipEntry {
  name: string
  /** Bytes when unpacked, as the archive claims. */
  size: number
  /** Throws when it is broken or larger than it claims. */
  read: () => Buffer
}

/** Null when it is not a ZIP archive. Encrypted and 64-bit archives are none here. */
export function readZip(bytes: Buffer): ZipEntry[] | null {
  let end = bytes.length - 22
  const least = Math.max(0, end - LONGEST_COMMENT)
  while (end >= least && bytes.readUInt32LE(end) !== END) end--
  if (end < least || end < 0) return null
  const count = bytes.readUInt16LE(end + 10)
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return null
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const size = bytes.readUInt32LE(at + 24)
    const nameLength = bytes.readUInt16LE(at + 28)
    const header = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    entries.push({ name, size, read: () => unpack(bytes, { header, packed, size, method }) })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function unpack(bytes: Buffer, { header, packed, size, method }: { header: number; packed: number; size: number; method: number }): Buffer {
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
  const part = bytes.subarray(start, start + packed)
  if (method === 0) return part
  return inflateRawSync(part, { maxOutputLength: Math.max(size, 1) })
}
