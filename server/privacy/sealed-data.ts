// The sealed fields of one subject, opened for the person whom they belong to; and what the parts of the person's data are made of.
import type { PrismaClient } from '../../prisma/client.ts'
import { SealBroken, SealingKeyMissing, type Sealing } from '../sealing/sealing.ts'

export interface OwnDataDeps {
  prisma: PrismaClient
  /** Without it sealed fields are named and stay closed. */
  sealing?: Sealing | undefined
}

/** A list of the document, read only when its turn comes. */
export type Section = readonly [name: string, read: () => AsyncIterable<unknown> | Promise<readonly unknown[]>]

const CLOSED = { text: null, problem: '这一项暂时打不开，请联系管理员 / cannot be opened now, please ask an administrator' }

/** Opened; one that does not open says so and does not keep the rest back. */
export async function sealedOf({ prisma, sealing }: OwnDataDeps, subject: { subjectKind: string; subjectId: string }): Promise<unknown[]> {
  const fields = await prisma.sealedField.findMany({ where: subject, orderBy: { field: 'asc' } })
  return fields.map(({ subjectKind, subjectId, field, keyId, sealed, createdAt, updatedAt }) => {
    const held = { field, createdAt, updatedAt }
    if (!sealing) return { ...held, ...CLOSED }
    try {
      return { ...held, text: sealing.open({ subjectKind, subjectId, field }, { keyId, sealed }) }
    } catch (error) {
      if (!(error instanceof SealingKeyMissing || error instanceof SealBroken)) throw error
      return { ...held, ...CLOSED }
    }
  })
}
