// JSON in its one canonical form (RFC 8785), over which every hash of data is made: equal values have equal hashes, in whatever order their names come. Pure.

/**
 * Names sorted by UTF-16 code units, no space, numbers as ECMAScript writes them; lists keep their order. What JSON does
 * not know is left out as `JSON.stringify` does: a name whose value is undefined; in a list it becomes null.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const held = value as Record<string, unknown>
  const names = Object.keys(held).filter((name) => held[name] !== undefined).toSorted()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(held[name])}`).join(',')}}`
}
