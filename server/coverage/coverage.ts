// How the pool covers fields and industries today, for whoever looks after it.
import type { PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { visibleWhere } from '../enquiries/enquiries.ts'
import { ENDED } from '../enquiries/states.ts'
import { loadPool } from '../experts/pool.ts'
import { todayInShanghai } from '../calendar.ts'
import { drawPicture, type Picture } from './picture.ts'

export interface CoverageDeps {
  prisma: PrismaClient
  /** `YYYY-MM-DD`, for tests. */
  today?: () => string
}

export interface Coverage extends Picture {
  /** `YYYY-MM-DD`, Shanghai. */
  on: string
}

/** What open enquiries ask for counts as far as the actor may know of them. */
export async function readCoverage({ prisma, today = todayInShanghai }: CoverageDeps, actor: Actor): Promise<Coverage> {
  demand(actor, 'panel:read')
  const on = today()
  const [pool, demands] = await Promise.all([loadPool({ prisma }, on), prisma.enquiry.findMany({ where: { AND: [visibleWhere(actor), { state: { notIn: [...ENDED, 'DRAFT'] } }] }, select: { fields: true, industries: true } })])
  return { on, ...drawPicture(pool, demands) }
}
