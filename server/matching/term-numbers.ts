// Numbers of terms, given in the order in which they are first met; pairs of Han characters, nine terms in ten, are kept without a string each.

const FREE = 0

/** Only whole pairs of common characters; rare ones and words are kept as strings. */
const isPair = (term: string): boolean => term.length === 2 && term.charCodeAt(0) >= 0x3000 && (term.charCodeAt(0) & 0xf800) !== 0xd800

export class TermNumbers {
  size = 0
  readonly #words = new Map<string, number>()
  /** Open addressing: the pair as one number, and its term's number from 1; 0 is free. */
  #keys = new Uint32Array(1 << 12)
  #values = new Uint32Array(1 << 12)
  #pairs = 0

  /** -1 when it was never added. */
  find(term: string): number {
    return isPair(term) ? this.#values[this.#slot(keyOf(term))]! - 1 : (this.#words.get(term) ?? -1)
  }

  /** Its number, a new one when it had none. */
  add(term: string): number {
    if (!isPair(term)) {
      const known = this.#words.get(term)
      if (known !== undefined) return known
      this.#words.set(term, this.size)
      return this.size++
    }
    const key = keyOf(term)
    const slot = this.#slot(key)
    if (this.#values[slot] !== FREE) return this.#values[slot]! - 1
    this.#keys[slot] = key
    this.#values[slot] = ++this.size
    if (++this.#pairs * 2 > this.#keys.length) this.#grow()
    return this.size - 1
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1
    let slot = (Math.imul(key, 0x9e3779b1) >>> 12) & mask
    while (this.#values[slot] !== FREE && this.#keys[slot] !== key) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#keys = new Uint32Array(keys.length * 2)
    this.#values = new Uint32Array(keys.length * 2)
    for (let i = 0; i < keys.length; i++) {
      if (values[i] === FREE) continue
      const slot = this.#slot(keys[i]!)
      this.#keys[slot] = keys[i]!
      this.#values[slot] = values[i]!
    }
  }
}

const keyOf = (pair: string): number => ((pair.charCodeAt(0) << 16) | pair.charCodeAt(1)) >>> 0
