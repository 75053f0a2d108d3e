// The commenting table as a Word document (.docx): a landscape A4 table with its header on every page, and back. The only door to docx and mammoth, loaded when asked for: they are large.

type Part = new (options: object) => object
/** What is used of docx: its own declarations cannot be resolved by NodeNext. */
interface Docx extends Record<'Document' | 'Paragraph' | 'Table' | 'TableCell' | 'TableRow' | 'TextRun', Part> {
  Packer: { toBuffer: (document: object) => Promise<Buffer> }
  PageOrientation: { LANDSCAPE: string }
  WidthType: { DXA: string }
}
// oxlint-disable-next-line no-unsafe-type-assertion -- see above; the round trip is tested
const loadDocx = async (): Promise<Docx> => (await import('docx')) as unknown as Docx

/** Shares of the width, in the order of the columns of the commenting table. */
const SHARES = [5, 11, 7, 7, 6, 15, 16, 14, 8, 11]
/** A4 lying, with margins of 15 mm, in twentieths of a point. */
const WIDE = 15_137
const MARGIN = 850

export async function writeWord(rows: readonly (readonly string[])[], title: string): Promise<Buffer> {
  const { Document, Packer, PageOrientation, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } = await loadDocx()
  const cell = (text: string, column: number, bold: boolean) =>
    new TableCell({ width: { size: Math.round((WIDE * (SHARES[column] ?? 10)) / 100), type: WidthType.DXA }, children: text.split('\n').map((line) => new Paragraph({ children: [new TextRun({ text: line, bold, size: 18 })] })) })
  const table = new Table({
    width: { size: WIDE, type: WidthType.DXA },
    rows: rows.map((cells, i) => new TableRow({ tableHeader: i === 0, cantSplit: false, children: cells.map((text, column) => cell(text, column, i === 0)) })),
  })
  const page = { size: { orientation: PageOrientation.LANDSCAPE, width: 11_906, height: 16_838 }, margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN } }
  const document = new Document({ title, styles: { default: { document: { run: { font: { ascii: 'Arial', eastAsia: '宋体' } } } } }, sections: [{ properties: { page }, children: [new Paragraph({ children: [new TextRun({ text: title, bold: true, size: 28 })] }), table] }] })
  return Packer.toBuffer(document)
}

export interface WordTable {
  rows: string[][]
  /** Places of rows, from 0, in which a cell that goes over several rows was filled. */
  merged: Set<number>
}

/** Every table of the document. Throws what mammoth throws when it is no document. */
export async function readWord(bytes: Buffer): Promise<WordTable[]> {
  const { default: mammoth } = await import('mammoth')
  const noImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
  const { value } = await mammoth.convertToHtml({ buffer: bytes }, { ignoreEmptyParagraphs: false, convertImage: noImage, includeDefaultStyleMap: false, externalFileAccess: false } as Parameters<typeof mammoth.convertToHtml>[1])
  return tablesOf(value)
}

interface Open {
  table: WordTable
  /** Column → what is still to come down from a merged cell. */
  spans: Map<number, { left: number; text: string }>
  row: string[]
  cell: { text: string; paragraphs: number; rowspan: number; colspan: number } | null
}

/** The markup is mammoth's own: well-formed, text escaped. A table within a cell is text of that cell. */
export function tablesOf(markup: string): WordTable[] {
  const done: WordTable[] = []
  const open: Open[] = []
  for (const [piece, tag, attributes = ''] of markup.matchAll(/<(\/?\w+)\b([^>]*)>|[^<]+/g)) {
    const now = open.at(-1)
    if (tag === 'table') open.push({ table: { rows: [], merged: new Set() }, spans: new Map(), row: [], cell: null })
    else if (!now) continue
    else if (tag === undefined) { if (now.cell) now.cell.text += unescaped(piece) }
    else if (tag === '/table') {
      open.pop()
      const outer = open.at(-1)?.cell
      if (outer) outer.text += now.table.rows.map((row) => row.join(' ')).join('\n')
      else done.push(now.table)
    } else take(now, tag, attributes)
  }
  return done
}

function take(now: Open, tag: string, attributes: string): void {
  const span = (name: string) => Math.min(1_000, Number(new RegExp(`${name}="(\\d+)"`).exec(attributes)?.[1] ?? 1))
  if (tag === 'tr') now.row = []
  if (tag === 'td' || tag === 'th') {
    comeDown(now)
    now.cell = { text: '', paragraphs: 0, rowspan: span('rowspan'), colspan: span('colspan') }
  }
  if (tag === 'p' && now.cell && now.cell.paragraphs++ > 0) now.cell.text += '\n'
  if (tag === 'br' && now.cell) now.cell.text += '\n'
  if ((tag === '/td' || tag === '/th') && now.cell) {
    const { text, rowspan, colspan } = now.cell
    for (let i = 0; i < colspan; i++) {
      if (rowspan > 1) now.spans.set(now.row.length, { left: rowspan - 1, text })
      now.row.push(text)
    }
    if (rowspan > 1) now.table.merged.add(now.table.rows.length)
    now.cell = null
  }
  if (tag === '/tr') {
    comeDown(now)
    now.table.rows.push(now.row)
  }
}

/** Cells of rows above that also stand here. */
function comeDown({ table, spans, row }: Open): void {
  for (let span = spans.get(row.length); span; span = spans.get(row.length)) {
    if (--span.left === 0) spans.delete(row.length)
    table.merged.add(table.rows.length)
    row.push(span.text)
  }
}

const SIGNS: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
const unescaped = (text: string): string => text.replace(/&(?:lt|gt|quot|amp);/g, (sign) => SIGNS[sign]!)
