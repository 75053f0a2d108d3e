// The numbers by which an association drafts: its own where it has confirmed some, else the defaults.
import type { z } from 'zod'
import { Prisma, type PrismaClient } from '../../prisma/client.ts'
import { can, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { DEFAULTS, shortfalls, type Parameters } from './parameters.ts'
import type { rulesBody } from './schema.ts'

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

export interface Association {
  id: string
  name: string
  rules: Rules
  mayChange: boolean
}

export async function findAssociation({ prisma }: { prisma: PrismaClient }, actor: Actor, id: string): Promise<Association> {
  const organisation = await prisma.organisation.findFirst({ where: { id, kind: 'ASSOCIATION', confirmedAt: { not: null } }, select: { id: true, name: true } })
  if (!organisation) throw new NotFound('没有这个协会')
  return { ...organisation, rules: await readRules(prisma, id), mayChange: can(actor, 'standard:rules', { organisationId: id }) }
}

/** The association's own numbers, by which it confirms them. Throws InvalidInput for those looser than the national rule. */
export async function setRules({ prisma }: { prisma: PrismaClient }, actor: Actor, id: string, { code, version, ...numbers }: z.output<typeof rulesBody>, requestId?: string): Promise<Rules> {
  demand(actor, 'standard:rules', { organisationId: id })
  await findAssociation({ prisma }, actor, id)
  const loose = shortfalls(numbers)
  if (loose.length) throw new InvalidInput(loose.map(({ parameter, detail, ground }) => ({ pointer: `#/body/${parameter}`, detail: `${detail}（依据：${ground.text}）` })))
  await changeWithAudit(prisma, { actor, action: 'standard:rules', subject: { kind: 'organisation', id }, outcome: 'DONE', detail: { code, ...asJson(numbers) }, requestId }, async (tx) => {
    await tx.associationRules.createMany({ data: [{ organisationId: id, version: 0 }], skipDuplicates: true })
    const data = { code, parameters: asJson(numbers), confirmedAt: new Date(), confirmedBy: actor.userId, version: { increment: 1 } }
    const { count } = await tx.associationRules.updateMany({ where: { organisationId: id, version }, data }).catch((error: unknown) => {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw new InvalidInput([{ pointer: '#/body/code', detail: `团体代号 ${code ?? ''} 已经由别的协会使用` }])
      throw error
    })
    if (!count) throw new Conflict('规则刚被别人改动；请刷新后再改')
  })
  return readRules(prisma, id)
}
