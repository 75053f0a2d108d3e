// A segment as one file: header, typed arrays, checksum. Written beside and renamed; a damaged or foreign file is never served.
import { createHash } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { Segment, type SegmentArrays, type SegmentRecord } from './segment.ts'

const MAGIC = 'TSRINDEX1'
const TYPES = { words: Uint16Array, wordStarts: Uint32Array, bigrams: Uint32Array, starts: Uint32Array, sections: Uint32Array, frequencies: Uint8Array, lengths: Float32Array, texts: Uint16Array, textStarts: Uint32Array } as const
type Name = keyof typeof TYPES
const NAMES = Object.keys(TYPES) as Name[]

interface Header {
  fingerprint: string
  records: SegmentRecord[]
  /** Bytes of each array, in the order of TYPES. */
  bytes: number[]
}

const PRELUDE = MAGIC.length + 4
const CHECKSUM = 32

export async function writeSnapshot(file: string, fingerprint: string, segment: Segment): Promise<void> {
  const parts = NAMES.map((name) => bytesOf(segment.arrays[name]))
  const header = Buffer.from(JSON.stringify({ fingerprint, records: segment.records, bytes: parts.map(({ length }) => length) } satisfies Header))
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
      await handle.write(chunk)
    }
    await handle.write(hash.digest())
    await handle.sync()
  } catch (error) {
    await handle.close()
    await rm(fresh, { force: true })
    throw error
  }
  await handle.close()
  await rename(fresh, file)
}

/** The segment, or null when there is no file, it is damaged, or it was made by another version. */
export async function readSnapshot(file: string, fingerprint: string): Promise<Segment | null> {
  const bytes = await readFile(file).catch(() => null)
  if (!bytes || bytes.length < PRELUDE + CHECKSUM || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
  const end = bytes.length - CHECKSUM
  if (!createHash('sha256').update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end))) return null
  const headerEnd = PRELUDE + bytes.readUInt32LE(MAGIC.length)
  const header = JSON.parse(bytes.toString('utf8', PRELUDE, headerEnd)) as Header
  if (header.fingerprint !== fingerprint) return null
  // Large files are read into memory of their own, so that the arrays can be views on it.
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
  return new Segment(header.records, arrays)
}

const align = (length: number): number => (length + 7) & ~7
const padding = (length: number): Buffer => Buffer.alloc(align(length) - length)
const bytesOf = (array: Uint8Array | Uint16Array | Uint32Array | Float32Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength)
