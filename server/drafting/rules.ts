// The numbers by which an association drafts: its own where it has confirmed some, else the defaults.
import type { Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { DEFAULTS, type Parameters } from './parameters.ts'

export interface Rules {
  parameters: Parameters
  /** 团体代号; null until the association has entered it. */
  code: string | null
  /** Null: nobody of the association has confirmed the defaults. */
  confirmedAt: Date | null
  version: number
}

export async function readRules(tx: Transaction | PrismaClient, organisationId: string): Promise<Rules> {
  const row = await tx.associationRules.findUnique({ where: { organisationId } })
  return { parameters: { ...DEFAULTS, ...(row?.parameters as Partial<Parameters> | undefined) }, code: row?.code ?? null, confirmedAt: row?.confirmedAt ?? null, version: row?.version ?? 0 }
}

export const asJson = (parameters: Parameters): Prisma.InputJsonObject => ({ ...parameters, passRatio: [...parameters.passRatio] })
