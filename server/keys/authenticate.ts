// Whose key is this, and is it still good: read from the database at most every five seconds for each key.
import { timingSafeEqual } from 'node:crypto'
import type { PrismaClient } from '../../prisma/client.ts'
import { SCOPES, type Actor, type Grant, type Scope } from '../access/access.ts'
import { IN_FORCE } from '../accounts/grants.ts'
import { NotSignedIn } from '../errors.ts'
import { hashKey, isWellFormed } from './key-text.ts'

/** What a request with a key acts as. */
export interface KeyActor extends Actor {
  kind: 'key'
  id: string
  /** Requests a minute; null for the service's default. */
  perMinute: number | null
}

export const REFUSALS = {
  malformed: '接口密钥的写法不对；请检查是否漏抄或抄错',
  unknown: '没有这个接口密钥；请检查，或在“我的账户”里新建一个',
  expired: '接口密钥已过期；请在“我的账户”里新建一个',
  revoked: '接口密钥已停用；请在“我的账户”里新建一个',
  'owner-suspended': '接口密钥的主人已被停用；请联系管理员',
  'owner-erased': '接口密钥的主人已注销账户；请换用别的密钥',
} as const satisfies Record<string, string>
export type KeyRefusal = keyof typeof REFUSALS

interface Known {
  id: string
  hash: string
  scopes: readonly Scope[]
  organisationId: string | null
  perMinute: number | null
  expiresAt: Date | null
  revokedAt: Date | null
  /** Null for keys of the service itself. */
  owner: { id: string; suspendedAt: Date | null; erasedAt: Date | null; roles: readonly Grant[] } | null
}

/** How long a revocation, a suspension or a changed role may go unnoticed in a process that did not make it. */
export const FRESH_MS = 5_000
const MOST_KEPT = 5_000

export interface KeyCache {
  read: (hash: string, load: () => Promise<Known | null>) => Promise<Known | null>
  forget: (hash: string) => void
}

/** One a process. Unknown keys are kept too, so that they cost what known ones cost. */
export function createKeyCache({ now = Date.now }: { now?: () => number } = {}): KeyCache {
  const kept = new Map<string, { at: number; known: Promise<Known | null> }>()
  const forget = (hash: string): void => void kept.delete(hash)

  async function read(hash: string, load: () => Promise<Known | null>): Promise<Known | null> {
    const before = kept.get(hash)
    if (before && now() - before.at < FRESH_MS) return before.known
    kept.delete(hash)
    if (kept.size >= MOST_KEPT) forget(kept.keys().next().value!)
    const entry = { at: now(), known: load() }
    kept.set(hash, entry)
    try {
      return await entry.known
    } catch (error) {
      if (kept.get(hash) === entry) forget(hash)
      throw error
    }
  }
  return { read, forget }
}

export interface AuthenticationDeps {
  prisma: Pick<PrismaClient, 'apiKey'>
  /** Without one every call asks the database. */
  cache?: KeyCache
  now?: () => number
}

/** The actor behind the text after `Bearer`, or why there is none. What it was used for is counted elsewhere (usage.ts). */
export async function authenticateKey({ prisma, cache, now = Date.now }: AuthenticationDeps, bearer: string): Promise<KeyActor | KeyRefusal> {
  if (!isWellFormed(bearer)) return 'malformed'
  const hash = hashKey(bearer)
  const load = () => loadKey(prisma, hash)
  const known = await (cache ? cache.read(hash, load) : load())
  const same = timingSafeEqual(Buffer.from(hash, 'hex'), known ? Buffer.from(known.hash, 'hex') : Buffer.alloc(32))
  if (!known || !same) return 'unknown'
  if (known.revokedAt) return 'revoked'
  if (known.expiresAt && known.expiresAt.getTime() <= now()) return 'expired'
  if (known.owner?.erasedAt) return 'owner-erased'
  if (known.owner?.suspendedAt) return 'owner-suspended'
  return { kind: 'key', id: known.id, userId: known.owner?.id ?? null, grants: grantsOf(known), scopes: known.scopes, secondFactor: false, sessionId: known.id, perMinute: known.perMinute }
}

/** The same for a request's door: throws NotSignedIn with what to do. */
export async function actorOfKey(deps: AuthenticationDeps, bearer: string): Promise<KeyActor> {
  const found = await authenticateKey(deps, bearer)
  if (typeof found === 'string') throw new NotSignedIn(REFUSALS[found])
  return found
}

/** A key of one organisation leaves out what its owner is elsewhere; the service's own keys are bound by their scopes alone. */
function grantsOf({ owner, organisationId }: Known): readonly Grant[] {
  if (!owner) return [{ role: 'admin', organisationId: null }]
  return organisationId === null ? owner.roles : owner.roles.filter((grant) => grant.organisationId === null || grant.organisationId === organisationId)
}

async function loadKey(prisma: AuthenticationDeps['prisma'], hash: string): Promise<Known | null> {
  const row = await prisma.apiKey.findUnique({
    where: { hash },
    select: {
      id: true,
      hash: true,
      scopes: true,
      organisationId: true,
      perMinute: true,
      expiresAt: true,
      revokedAt: true,
      owner: { select: { id: true, suspendedAt: true, erasedAt: true, roles: { where: IN_FORCE, select: { role: true, organisationId: true } } } },
    },
  })
  return row && { ...row, scopes: SCOPES.filter((scope) => row.scopes.includes(scope)) }
}
