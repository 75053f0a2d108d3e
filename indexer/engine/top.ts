// The first k of many, without sorting them all.

/** Keeps the k items that come first by `compare`; `compare(a, b) < 0` when a comes before b. */
export class Top<T> {
  readonly #heap: T[] = []
  readonly #k: number
  readonly #compare: (a: T, b: T) => number

  constructor(k: number, compare: (a: T, b: T) => number) {
    this.#k = k
    this.#compare = compare
  }

  add(item: T): void {
    const heap = this.#heap
    if (this.#k === 0) return
    if (heap.length < this.#k) {
      heap.push(item)
      this.#up(heap.length - 1)
    } else if (this.#compare(item, heap[0]!) < 0) {
      heap[0] = item
      this.#down(0)
    }
  }

  /** The one that the next must beat; nothing as long as there is room. */
  get last(): T | undefined {
    return this.#heap.length < this.#k ? undefined : this.#heap[0]
  }

  sorted(): T[] {
    return [...this.#heap].sort(this.#compare)
  }

  /** The heap's root is the last of the kept items. */
  #up(at: number): void {
    const heap = this.#heap
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#compare(heap[at]!, heap[parent]!) <= 0) return
      ;[heap[at], heap[parent]] = [heap[parent]!, heap[at]!]
      at = parent
    }
  }

  #down(at: number): void {
    const heap = this.#heap
    for (;;) {
      let last = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && this.#compare(heap[child]!, heap[last]!) > 0) last = child
      if (last === at) return
      ;[heap[at], heap[last]] = [heap[last]!, heap[at]!]
      at = last
    }
  }
}
