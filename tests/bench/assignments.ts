// The table of assignments at real size: time, total beside an independent solver and greedy, the worst-off. `ASSIGNMENTS` batches, 10 by default.
import { assignPanels } from '../../server/assignments/solve.ts'
import { randomInstance, realSize } from '../unit/assignments/random-instance.ts'
import { hasSecondOpinion, prunedInstance, secondOpinion, violations } from '../unit/assignments/second-opinion.ts'

const COUNT = Number(process.env.ASSIGNMENTS ?? 10)

async function main(): Promise<void> {
  const hasOpinion = hasSecondOpinion()
  if (!hasOpinion) console.warn('NOT CHECKED AGAINST AN INDEPENDENT SOLVER: python3 has no scipy; PYTHON names another interpreter.')
  const walls: number[] = []
  for (let seed = 1; seed <= COUNT; seed++) {
    const shape = realSize(seed)
    const instance = randomInstance(seed, shape)
    const before = process.cpuUsage()
    const outcome = await assignPanels(instance, { limitMs: 600_000 })
    const { user, system } = process.cpuUsage(before)
    if (outcome.state !== 'done') {
      console.log(seed, outcome)
      continue
    }
    const { plan, seconds } = outcome
    walls.push(seconds)
    const opinion = hasOpinion ? secondOpinion(prunedInstance(instance)) : null
    const gap = (100 * (plan.total - plan.greedy.greedy)) / plan.total
    const facts = [
      `slack ${shape.slack}`,
      `wall ${seconds.toFixed(1)} s`,
      `cpu ${((user + system) / 1e6).toFixed(1)} s`,
      `total ${plan.total}`,
      `independent ${opinion?.total ?? '–'}`,
      `t* ${plan.floor.best.toFixed(2)} (${plan.floor.basis})`,
      `worst ${plan.worst.perSeat.toFixed(2)}`,
    ]
    console.log(
      `${seed}`.padStart(3),
      [
        ...facts,
        `greedy ${plan.greedy.greedy} (-${gap.toFixed(2)} %), worst ${plan.greedy.worst.greedy.toFixed(2)}, unfilled ${plan.greedy.unfilled}`,
        `violations ${violations(instance, plan).length}`,
      ].join(' | '),
    )
  }
  walls.sort((a, b) => a - b)
  if (walls.length) console.log(`wall: median ${walls[walls.length >> 1]} s, most ${walls.at(-1)} s (goal ≤ 10 s)`)
}

await main()
