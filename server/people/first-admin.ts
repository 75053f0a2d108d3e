// The first administrator: from the settings, or made with a password that is told once.
import { randomBytes } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { SYSTEM } from '../access/access.ts'
import { hashPassword } from '../accounts/passwords.ts'
import { changeWithAudit } from '../audit/audit.ts'

export interface FirstAdmin {
  email: string
  /** Null when it came from the settings and need not be told. */
  password: string | null
}

const ADVISORY_KEY = 0x61646d

/** Null when there is an administrator already. Several processes may start at once: one of them makes it. */
export async function ensureAdmin({ prisma }: { prisma: PrismaClient }, given: { email: string; password: string | undefined } | null): Promise<FirstAdmin | null> {
  if (await hasAdmin(prisma)) return null
  const email = given?.email ?? 'admin@localhost.localdomain'
  const password = given?.password ?? randomBytes(15).toString('base64url')
  const hash = await hashPassword(password)
  const id = mintId()
  try {
    await changeWithAudit(prisma, { actor: SYSTEM, action: 'account:first-admin', subject: { kind: 'account', id }, outcome: 'DONE' }, async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_KEY})`
      if (await hasAdmin(tx)) throw new Present()
      await tx.user.create({ data: { id, name: '管理员', email, emailVerified: true, credentials: { create: { id: mintId(), providerId: 'credential', accountId: id, password: hash } } } })
      await tx.roleGrant.create({ data: { id: mintId(), userId: id, role: 'admin' } })
    })
  } catch (error) {
    if (error instanceof Present) return null
    throw error
  }
  return { email, password: given?.password ? null : password }
}

class Present extends Error {}

const hasAdmin = async ({ roleGrant }: Pick<PrismaClient, 'roleGrant'>): Promise<boolean> => (await roleGrant.count({ where: { role: 'admin', endedAt: null } })) > 0
