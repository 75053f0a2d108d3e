// The HTTP server with its limits: time for slow clients to give up, room for a query of 10,000 Chinese characters in an address.
import { createServer, type Server } from 'node:http'

/** Nine bytes a Chinese character when percent-encoded, and the other headers. */
const MAX_HEADER_BYTES = 128 * 1024

export const createHttpServer = (): Server => createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 5_000 })
