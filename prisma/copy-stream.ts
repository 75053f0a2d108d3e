// PostgreSQL's COPY over a `pg` connection, as streams of its text format with backpressure.
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'
import type pg from 'pg'

/** What `pg` hands to whatever is submitted to it in place of a query; its own types leave the COPY part out. */
interface CopyConnection {
  stream: Duplex
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

interface CopyQuery {
  submit(connection: CopyConnection): void
  handleCopyInResponse?(connection: CopyConnection): void
  handleCopyData?(message: { chunk: Buffer }): void
  handleCommandComplete(message: { text: string }): void
  handleReadyForQuery(): void
  handleError(error: Error): void
}

function submit(client: pg.Client, query: CopyQuery): void {
  client.query(query as unknown as pg.Submittable)
}

/** Reads `COPY ... TO STDOUT`: chunks of whole lines. Leaving the loop early makes the connection useless: end it. */
export function copyOut(client: pg.Client, statement: string): AsyncIterable<Buffer> {
  let connection: CopyConnection | undefined
  const rows = new Readable({ read: () => connection?.stream.resume() })
  submit(client, {
    submit(opened) {
      connection = opened
      opened.query(statement)
    },
    handleCopyData({ chunk }) {
      const copy = Buffer.from(chunk) // `pg` uses its memory again
      if (!rows.destroyed && !rows.push(copy)) connection?.stream.pause()
    },
    handleCommandComplete: () => {},
    handleReadyForQuery() {
      connection?.stream.resume() // the end may have come with the chunk that was one too many
      rows.push(null)
    },
    handleError: (error) => rows.destroy(error),
  })
  return rows
}

/** Feeds `COPY ... FROM STDIN` and returns the number of rows. Throws what PostgreSQL or the source objects to. */
export function copyIn(client: pg.Client, statement: string, source: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let isOver = false
    let count = 0
    let cause: Error | undefined

    async function send(connection: CopyConnection): Promise<void> {
      for await (const chunk of source) {
        if (isOver) return
        connection.sendCopyFromChunk(chunk)
        if (connection.stream.writableNeedDrain) await drain(connection.stream)
      }
      if (!isOver) connection.endCopyFrom()
    }

    submit(client, {
      submit: (connection) => connection.query(statement),
      handleCopyInResponse(connection) {
        send(connection).catch((error: Error) => {
          cause = error
          connection.sendCopyFail('the source failed') // answered by an error, which ends it
        })
      },
      handleCommandComplete({ text }) {
        count = Number(text.replace('COPY ', ''))
      },
      handleReadyForQuery: () => resolve(count),
      handleError(error) {
        isOver = true
        reject(cause ?? error)
      },
    })
  })
}

function drain(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}

export interface Progress {
  /** Told a sentence now and then, at most once a second. */
  report: (message: string) => void
  /** Ends the work at the next chunk, by throwing its reason. */
  signal?: AbortSignal | undefined
}

/** Passes rows on and reports how many there were; `onEnd` gets their number. */
export async function* countRows(
  rows: AsyncIterable<Buffer>,
  { label, report, signal, onEnd }: Progress & { label: string; onEnd?: (count: number) => void },
): AsyncGenerator<Buffer> {
  let count = 0
  let reported = Date.now()
  for await (const chunk of rows) {
    signal?.throwIfAborted()
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count += 1
    yield chunk
    if (Date.now() - reported < 1_000) continue
    reported = Date.now()
    report(`${label}: ${count} rows so far`)
  }
  onEnd?.(count)
  report(`${label}: ${count} rows`)
}
