// Requests that arrive in the same moment are let in one a round of the event loop: timers, sockets and answers get their turn between them.

/** Resolves when it is one's turn, in the order of coming; a request that comes alone waits for no other. */
export function createPace(): () => Promise<void> {
  const waiting: (() => void)[] = []

  // What the turn starts runs before the next immediate, which belongs to the next round.
  function admit(): void {
    waiting.shift()?.()
    if (waiting.length) setImmediate(admit)
  }
  return () =>
    new Promise((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(admit)
    })
}
