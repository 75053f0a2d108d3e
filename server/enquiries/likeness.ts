// How alike two texts are by the pairs of characters that they share (Jaccard over bigrams, 0…1). Pure.

const pairs = (text: string): Set<string> => {
  const kept = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  return new Set(Array.from({ length: Math.max(0, kept.length - 1) }, (_, at) => kept.slice(at, at + 2)))
}

export function likeness(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)]
  if (!left.size || !right.size) return 0
  let shared = 0
  for (const pair of left) if (right.has(pair)) shared++
  return shared / (left.size + right.size - shared)
}

/** From here on an open enquiry is shown to whoever is about to submit the same. */
export const ALIKE = 0.25
