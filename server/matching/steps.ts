// Long calculations in small steps: done at once, or in turns with everything else that the process has to do.

/** A calculation that can be left after each step; the result is the same however it is driven. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Milliseconds of one turn: a request passes several rounds of the event loop, and waits this long in each. */
const TURN_MS = 10

export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Sockets, timers and answers have their turn every `turnMs`; one step that takes longer is not cut. What a step throws is thrown. */
export async function finishInTurns<T>(steps: Steps<T>, turnMs = TURN_MS): Promise<T> {
  for (;;) {
    const end = performance.now() + turnMs
    do {
      const step = steps.next()
      if (step.done) return step.value
    } while (performance.now() < end)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The list made of another, item by item. */
export function* mapSteps<A, B>(list: readonly A[], make: (item: A, at: number) => B): Steps<B[]> {
  const made: B[] = []
  for (let at = 0; at < list.length; at++) {
    made.push(make(list[at]!, at))
    yield
  }
  return made
}
