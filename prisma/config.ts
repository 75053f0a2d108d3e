// Configuration of Prisma's own command line: always `prisma ... --config prisma/config.ts`.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

// `prisma generate` needs no schema engine but insists on the path of one, and would download it. This one is
// Prisma's own engine compiled to WebAssembly, so `migrate diff|deploy|status|resolve` work as well.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= here('schema-engine.mjs')

export default defineConfig({
  schema: here('schema.prisma'),
  migrations: { path: here('migrations') },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
