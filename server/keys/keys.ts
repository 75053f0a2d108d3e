// Keys of programs: who may make one and with what scopes, how long it lives, and how it ends.
import { z } from 'zod'
import { mintId } from '../../indexer/index.ts'
import { Prisma, type PrismaClient } from '../../prisma/client.ts'
import { holds, SCOPES, SYSTEM, type Actor, type Grant, type Scope } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { IN_FORCE } from '../accounts/grants.ts'
import { changeWithAudit, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotFound, type Issue } from '../errors.ts'
import type { KeyCache } from './authenticate.ts'
import { hashKey, isWellFormed, KEY_LENGTH, mintKey, prefixOf } from './key-text.ts'
import { keyParams, keyRequest, type KeyAnswer, type KeyRequest } from './schema.ts'

export interface KeysDeps {
  prisma: PrismaClient
  /** Of this process; told at once when a key is revoked. */
  cache?: KeyCache
  now?: () => number
}

export const MOST_LIVE_KEYS = 20
const DAY_MS = 86_400_000
/** Only the operator's key has it: keys made here begin with `tsr_`. */
const BOOTSTRAP = 'bootstrap'

/** The scopes that somebody with these roles may give a key; an administrator's may have each. */
export function scopesFor(grants: readonly Grant[]): Scope[] {
  const held = { grants }
  if (holds(held, 'admin')) return [...SCOPES]
  const allowed = new Set<Scope>(['read:public', 'read:standards'])
  if (holds(held, 'association_editor', 'association_secretary')) allowed.add('write:drafts')
  if (holds(held, 'bureau_officer', 'bureau_reviewer', 'bureau_leader')) allowed.add('match')
  return SCOPES.filter((scope) => allowed.has(scope))
}

export interface Asked {
  requestId?: string | undefined
  /** Minted with the form, so that one sent twice does not make two keys. */
  id?: string
}

/**
 * Makes a key for the actor, or by an administrator for `ownerId`; the service's own key (which has no person) makes more
 * of its kind. The text of the key is in this answer and nowhere else. Throws InvalidInput with all issues, NotAllowed,
 * NotFound for the owner, Conflict when the owner has 20 live keys or the form was sent before.
 */
export async function createKey({ prisma, now = Date.now }: KeysDeps, actor: Actor, request: KeyRequest, { requestId, id = mintId() }: Asked = {}): Promise<KeyAnswer & { key: string }> {
  const { name, scopes, organisationId = null, expiresInDays, perMinute = null, ownerId = actor.userId } = parse(request)
  demand(actor, 'key:create', { ownerId })
  const key = mintKey(id)
  const at = now()
  const detail = { ownerId, organisationId, scopes, expiresInDays, perMinute }
  const row = await changeWithAudit(prisma, { actor, action: 'key:create', subject: { kind: 'key', id }, outcome: 'DONE', detail, requestId }, async (tx) => {
    const grants = await ownersGrants(tx, ownerId)
    refuse(actor, grants, { scopes, organisationId, perMinute })
    await leaveRoom(tx, ownerId, new Date(at))
    if (await tx.apiKey.findUnique({ where: { id }, select: { id: true } })) throw new Conflict('这张表单已经提交过，密钥只显示一次；没有记下的请停用后重新建立')
    return tx.apiKey.create({ data: { id, name, prefix: prefixOf(id), hash: hashKey(key), scopes, ownerId, organisationId, perMinute, createdAt: new Date(at), expiresAt: new Date(at + expiresInDays * DAY_MS) } })
  })
  return { ...present(row, at), key }
}

/** The same checks for the interface and the form. */
function parse(request: KeyRequest): z.output<typeof keyRequest> {
  const parsed = keyRequest.safeParse(request, { error: z.locales.zhCN().localeError })
  if (parsed.success) return parsed.data
  throw new InvalidInput(parsed.error.issues.map(({ path, message }) => ({ pointer: ['#/body', ...path].join('/'), detail: message })))
}

/** Null: of the service itself, which no person's roles bind. */
async function ownersGrants(tx: Transaction, ownerId: string | null): Promise<Grant[] | null> {
  if (ownerId === null) return null
  const owner = await tx.user.findUnique({ where: { id: ownerId }, select: { suspendedAt: true, erasedAt: true, roles: { where: IN_FORCE, select: { role: true, organisationId: true } } } })
  if (!owner || owner.erasedAt) throw new NotFound('没有这个账户；请检查 ownerId')
  if (owner.suspendedAt) throw new Conflict('这个账户已停用，不能为它建立密钥')
  return owner.roles
}

function refuse(actor: Actor, grants: Grant[] | null, { scopes, organisationId, perMinute }: { scopes: Scope[]; organisationId: string | null; perMinute: number | null }): void {
  const issues: Issue[] = []
  // A key never hands on more than it may do itself.
  const allowed = (grants ? scopesFor(grants) : SCOPES).filter((scope) => !actor.scopes || actor.scopes.includes(scope))
  for (const scope of scopes) if (!allowed.includes(scope)) issues.push({ pointer: '#/body/scopes', detail: `${scope} 超出了身份的权限；可用：${allowed.join(' ')}` })
  if (organisationId !== null && !grants?.some((grant) => grant.organisationId === organisationId)) issues.push({ pointer: '#/body/organisationId', detail: '密钥的主人在这个单位没有身份；请选其所在的单位，或不填' })
  if (perMinute !== null && !holds(actor, 'admin')) issues.push({ pointer: '#/body/perMinute', detail: '每分钟的次数由管理员设定；请不要填写' })
  if (issues.length) throw new InvalidInput(issues)
}

/** One after another for each owner, so that two requests at once cannot both take the last place. */
async function leaveRoom(tx: Transaction, ownerId: string | null, at: Date): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`keys of ${ownerId ?? ''}`}, 0))`
  const live = await tx.apiKey.count({ where: { ownerId, prefix: { not: BOOTSTRAP }, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] } })
  if (live >= MOST_LIVE_KEYS) throw new Conflict(`最多同时有 ${MOST_LIVE_KEYS} 个有效的密钥；请先停用不再使用的`)
}

export interface KeyPage {
  total: number
  page: number
  size: number
  items: KeyAnswer[]
}

/** Somebody's keys, newest first: the actor's own unless `ownerId` says otherwise; the service's own key sees all. */
export async function listKeys({ prisma, now = Date.now }: KeysDeps, actor: Actor, { ownerId = actor.userId, page = 1, size = 100 }: { ownerId?: string | null | undefined; page?: number; size?: number } = {}): Promise<KeyPage> {
  demand(actor, 'key:read', { ownerId })
  const where = ownerId === null ? {} : { ownerId }
  const [total, rows] = await Promise.all([prisma.apiKey.count({ where }), prisma.apiKey.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], skip: (page - 1) * size, take: size })])
  return { total, page, size, items: rows.map((row) => present(row, now())) }
}

/** Throws NotFound, NotAllowed. */
export async function findKey({ prisma, now = Date.now }: KeysDeps, actor: Actor, id: string): Promise<KeyAnswer> {
  const row = await find(prisma, id)
  demand(actor, 'key:read', { ownerId: row.ownerId })
  return present(row, now())
}

async function find(prisma: PrismaClient, id: string): Promise<Row> {
  const row = keyParams.safeParse({ id }).success ? await prisma.apiKey.findUnique({ where: { id } }) : null
  if (!row) throw new NotFound('没有这个密钥；请检查编号')
  return row
}

/** Where the actor holds a role, for the choice of an organisation. */
export const organisationsOf = ({ prisma }: Pick<KeysDeps, 'prisma'>, { grants }: Actor): Promise<{ id: string; name: string }[]> =>
  prisma.organisation.findMany({ where: { id: { in: grants.flatMap(({ organisationId }) => organisationId ?? []) } }, select: { id: true, name: true }, orderBy: { name: 'asc' } })

/** Ends a key for good: at once in this process, within five seconds in others. Revoking again changes nothing. */
export async function revokeKey({ prisma, cache, now = Date.now }: KeysDeps, actor: Actor, id: string, { requestId }: Pick<Asked, 'requestId'> = {}): Promise<KeyAnswer> {
  const found = await find(prisma, id)
  demand(actor, 'key:revoke', { ownerId: found.ownerId })
  const at = now()
  if (found.revokedAt) return present(found, at)
  const row = await changeWithAudit(prisma, { actor, action: 'key:revoke', subject: { kind: 'key', id }, outcome: 'DONE', detail: { ownerId: found.ownerId }, requestId }, async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date(at) } })
    if (!count) throw new Conflict('这个密钥刚刚已被停用')
    return tx.apiKey.findUniqueOrThrow({ where: { id } })
  })
  cache?.forget(found.hash)
  return present(row, at)
}

/**
 * Lets the operator's `BOOTSTRAP_API_KEY` in, with every scope and no end; keys of an earlier secret end with it. A secret
 * that was revoked stays so, whatever restarts. Throws an Error that says how to write it.
 */
export async function ensureBootstrapKey({ prisma, cache, now = Date.now }: KeysDeps, secret: string): Promise<'made' | 'present' | 'revoked'> {
  if (!isWellFormed(secret)) throw new Error(`BOOTSTRAP_API_KEY needs ${KEY_LENGTH.least} to ${KEY_LENGTH.most} printable ASCII characters without spaces, and must not begin with tsr_`)
  const hash = hashKey(secret)
  const known = await prisma.apiKey.findUnique({ where: { hash }, select: { revokedAt: true } })
  if (known) return known.revokedAt ? 'revoked' : 'present'
  const id = mintId()
  const at = new Date(now())
  try {
    await changeWithAudit(prisma, { actor: SYSTEM, action: 'key:create', subject: { kind: 'key', id }, outcome: 'DONE', detail: { name: BOOTSTRAP, scopes: [...SCOPES] } }, async (tx) => {
      await tx.apiKey.updateMany({ where: { prefix: BOOTSTRAP, ownerId: null, revokedAt: null }, data: { revokedAt: at } })
      await tx.apiKey.create({ data: { id, name: BOOTSTRAP, prefix: BOOTSTRAP, hash, scopes: [...SCOPES], createdAt: at } })
    })
  } catch (error) {
    // Another process was faster.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return 'present'
    throw error
  }
  cache?.forget(hash)
  return 'made'
}

type Row = Prisma.ApiKeyGetPayload<object>

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** Named fields only: the hash stays where it is. */
function present({ id, name, prefix, scopes, ownerId, organisationId, perMinute, createdAt, expiresAt, lastUsedAt, revokedAt }: Row, now: number): KeyAnswer {
  const state = revokedAt ? 'revoked' : expiresAt && expiresAt.getTime() <= now ? 'expired' : 'live'
  return { id, name, prefix, scopes: SCOPES.filter((scope) => scopes.includes(scope)), ownerId, organisationId, state, perMinute, createdAt: createdAt.toISOString(), expiresAt: iso(expiresAt), lastUsedAt: iso(lastUsedAt), revokedAt: iso(revokedAt) }
}
