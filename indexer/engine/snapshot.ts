// A segment as one file: header, typed arrays, checksum. Written beside and renamed; a damaged or foreign file is never served.
import { createHash } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { Segment, type SegmentArrays, type SegmentRecord } from './segment.ts'

const MAGIC = 'TSRINDEX2'
const TYPES = { words: Uint16Array, wordStarts: Uint32Array, bigrams: Uint32Array, starts: Uint32Array, sections: Uint32Array, frequencies: Uint8Array, lengths: Float32Array, texts: Uint16Array, textStarts: Uint32Array } as const
type Name = keyof typeof TYPES
const NAMES = Object.keys(TYPES) as Name[]

/** What a file of later changes refers to: the snapshot that it changes, and the documents of it that are gone. */
export interface Change {
  base: string
  gone: string[]
}

export interface Snapshot {
  segment: Segment
  checksum: string
  change?: Change
}

interface Header {
  fingerprint: string
  change?: Change
  records: SegmentRecord[]
  /** Bytes of each array, in the order of TYPES. */
  bytes: number[]
}

const PRELUDE = MAGIC.length + 4
const CHECKSUM = 32

/** Resolves to the checksum when the file is safely on the disk under its name. */
export async function writeSnapshot(file: string, fingerprint: string, segment: Segment, change?: Change): Promise<string> {
  const parts = NAMES.map((name) => bytesOf(segment.arrays[name]))
  const header = Buffer.from(JSON.stringify({ fingerprint, ...(change && { change }), records: segment.records, bytes: parts.map(({ length }) => length) } satisfies Header))
  const prelude = Buffer.alloc(PRELUDE)
  prelude.write(MAGIC, 'latin1')
  prelude.writeUInt32LE(header.length, MAGIC.length)
  const chunks = [prelude, header, padding(PRELUDE + header.length), ...parts.flatMap((part) => [part, padding(part.length)])]
  const hash = createHash('sha256')
  const fresh = `${file}.${process.pid}.tmp`
  const handle = await open(fresh, 'w')
  try {
    for (const chunk of chunks) {
      hash.update(chunk)
      if (chunk.length) await handle.writeFile(chunk)
    }
    const checksum = hash.digest()
    await handle.writeFile(checksum)
    await handle.sync()
    await handle.close()
    await rename(fresh, file)
    return checksum.toString('hex')
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(fresh, { force: true })
    throw error
  }
}

/** Null when there is no file, it is damaged, or it was made by another version. */
export async function readSnapshot(file: string, fingerprint: string): Promise<Snapshot | null> {
  const bytes = await readFile(file).catch(() => null)
  if (!bytes || bytes.length < PRELUDE + CHECKSUM || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
  const end = bytes.length - CHECKSUM
  const checksum = createHash('sha256').update(bytes.subarray(0, end)).digest()
  if (!checksum.equals(bytes.subarray(end))) return null
  const headerEnd = PRELUDE + bytes.readUInt32LE(MAGIC.length)
  const header = JSON.parse(bytes.toString('utf8', PRELUDE, headerEnd)) as Header
  if (header.fingerprint !== fingerprint) return null
  // Small files are read into a shared pool at any offset; the arrays need one that they can be views on.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
  let offset = aligned.byteOffset + align(headerEnd)
  const arrays = Object.fromEntries(
    NAMES.map((name, i) => {
      const Type = TYPES[name]
      const array = new Type(aligned.buffer, offset, header.bytes[i]! / Type.BYTES_PER_ELEMENT)
      offset += align(header.bytes[i]!)
      return [name, array]
    }),
  ) as unknown as SegmentArrays
  return { segment: new Segment(header.records, arrays), checksum: checksum.toString('hex'), ...(header.change && { change: header.change }) }
}

const align = (length: number): number => (length + 7) & ~7
const padding = (length: number): Buffer => Buffer.alloc(align(length) - length)
const bytesOf = (array: Uint8Array | Uint16Array | Uint32Array | Float32Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength)
