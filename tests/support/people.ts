// People of every role for the tests: with an account, a confirmed organisation where the role needs one, and a browser that is signed in.
import { createHmac } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { Role } from '../../server/access/access.ts'
import { hashPassword } from '../../server/accounts/passwords.ts'
import { checkDigit } from '../../server/organisations/uscc.ts'
import type { RunningApp } from './app.ts'
import { createVisitor, type Visitor } from './visitor.ts'

export const PASSWORD = '一句好记的话 is enough 42'
let kept: Promise<string> | undefined

export interface TestPerson {
  id: string
  email: string
  organisationId: string | null
  browser: Visitor
}

export type Where = Pick<RunningApp, 'url' | 'database'>

let serial = 0
export function nextUscc(): string {
  const first = `91440700MA5${String(++serial).padStart(6, '0')}`
  return first + checkDigit(first)!
}

const KIND_OF: Partial<Record<Role, 'ENTERPRISE' | 'ASSOCIATION' | 'BUREAU'>> = { enterprise: 'ENTERPRISE', association_editor: 'ASSOCIATION', association_secretary: 'ASSOCIATION', bureau_officer: 'BUREAU', bureau_reviewer: 'BUREAU', bureau_leader: 'BUREAU' }

export async function makeOrganisation({ database }: Where, kind: 'ENTERPRISE' | 'ASSOCIATION' | 'BUREAU' = 'ENTERPRISE', { confirmed = true } = {}): Promise<string> {
  const id = mintId()
  await database.prisma.organisation.create({ data: { id, name: `示例单位${serial + 1}`, kind, uscc: nextUscc(), confirmedAt: confirmed ? new Date() : null } })
  return id
}

/** Signed in by the form, as anybody would be. */
export async function makePerson(app: Where, role: Role | null, { organisationId, signIn = true }: { organisationId?: string; signIn?: boolean } = {}): Promise<TestPerson> {
  const { prisma } = app.database
  const id = mintId()
  const email = `${role ?? 'nobody'}-${id}@example.cn`
  kept ??= hashPassword(PASSWORD)
  await prisma.user.create({ data: { id, name: `示例人员 ${role ?? ''}`, email, emailVerified: true, credentials: { create: { id: mintId(), providerId: 'credential', accountId: id, password: await kept } } } })
  const kind = role && KIND_OF[role]
  const organisation = organisationId ?? (kind ? await makeOrganisation(app, kind) : null)
  if (role) await prisma.roleGrant.create({ data: { id: mintId(), userId: id, role, organisationId: organisation } })
  const browser = createVisitor(app, { address: `10.${(serial >> 16) & 255}.${(serial >> 8) & 255}.${serial++ & 255}` })
  if (signIn) {
    const { status, text } = await browser.submit('/sign-in', '/sign-in?next=%2Faccount', { email, password: PASSWORD })
    if (status !== 303) throw new Error(`could not sign in: ${status} ${text.slice(0, 500)}`)
  }
  return { id, email, organisationId: organisation, browser }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The six digits of an authenticator (RFC 6238: SHA-1, 30 s). */
export function oneTimeCode(secret: string, at = Date.now()): string {
  const bits = Array.from(secret.replace(/\s/g, ''), (sign) => BASE32.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
