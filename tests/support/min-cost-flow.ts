// A bound for assignments that knows nothing of the solver: seats and loads only, as a flow of least cost by successive shortest paths.
import type { Instance } from '../../server/assignments/instance.ts'

interface Edge {
  to: number
  capacity: number
  cost: number
}

/**
 * Most points when roles, employers, floors and forced experts are left aside, by an own min-cost flow; null when the seats
 * cannot be filled. Source → enquiry (seats) → expert (1, minus score) → sink (places); potentials keep Dijkstra's costs positive.
 */
export function flowBound({ experts, enquiries, pairs }: Instance): number | null {
  const nodes = new Map<string, number>()
  const nodeOf = (key: string): number => nodes.get(key) ?? nodes.set(key, nodes.size).get(key)!
  const [source, sink] = [nodeOf('source'), nodeOf('sink')]
  const edges: Edge[] = []
  const out: number[][] = []
  const connect = (from: number, to: number, { capacity, cost }: Omit<Edge, 'to'>): void => {
    for (const [a, b, edge] of [
      [from, to, { to, capacity, cost }],
      [to, from, { to: from, capacity: 0, cost: -cost }],
    ] as const) {
      ;(out[a] ??= []).push(edges.push(edge) - 1)
      out[b] ??= []
    }
  }
  const seats = enquiries.reduce((sum, { size }) => sum + size, 0)
  const forbidden = new Set(enquiries.flatMap(({ id, forbidden: ids = [] }) => ids.map((expertId) => `${expertId}|${id}`)))
  for (const { id, size } of enquiries) connect(source, nodeOf(`q${id}`), { capacity: size, cost: 0 })
  for (const { id, cap, load } of experts) connect(nodeOf(`e${id}`), sink, { capacity: Math.max(0, cap - load), cost: 0 })
  for (const { expertId, enquiryId, score } of pairs)
    if (!forbidden.has(`${expertId}|${enquiryId}`)) connect(nodeOf(`q${enquiryId}`), nodeOf(`e${expertId}`), { capacity: 1, cost: 1000 - score })

  const potential = new Float64Array(nodes.size)
  let [flow, cost] = [0, 0]
  while (flow < seats) {
    const { distance, via } = shortest(source, potential)
    if (distance[sink] === Infinity) return null
    for (let node = 0; node < potential.length; node++) potential[node]! += Math.min(distance[node]!, distance[sink]!)
    for (let node = sink; node !== source; node = edges[via[node]! ^ 1]!.to) {
      edges[via[node]!]!.capacity--
      edges[via[node]! ^ 1]!.capacity++
      cost += edges[via[node]!]!.cost
    }
    flow++
  }
  return seats * 1000 - cost

  function shortest(from: number, heights: Float64Array): { distance: Float64Array; via: Int32Array } {
    const distance = new Float64Array(nodes.size).fill(Infinity)
    const via = new Int32Array(nodes.size).fill(-1)
    const done = new Uint8Array(nodes.size)
    distance[from] = 0
    for (;;) {
      let nearest = -1
      for (let node = 0; node < done.length; node++) if (!done[node] && distance[node]! < (nearest < 0 ? Infinity : distance[nearest]!)) nearest = node
      if (nearest < 0 || nearest === sink) return { distance, via }
      done[nearest] = 1
      for (const index of out[nearest] ?? []) {
        const { to, capacity, cost: price } = edges[index]!
        const length = distance[nearest]! + price + heights[nearest]! - heights[to]!
        if (capacity > 0 && length < distance[to]!) [distance[to], via[to]] = [length, index]
      }
    }
  }
}
