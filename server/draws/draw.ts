// Draws by lot: frozen and committed to, watched by an auditor, revealed once, or aborted with a reason.
import { randomBytes } from 'node:crypto'
import { mintId } from '../../indexer/index.ts'
import type { Draw, DrawNonce, Prisma, PrismaClient } from '../../prisma/client.ts'
import type { Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { changeWithAudit, type AuditEvent, type Transaction } from '../audit/audit.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../errors.ts'
import { readSealed, saveSealed, type Sealing } from '../sealing/sealing.ts'
import { freeze, type Frozen } from './freeze.ts'
import { commitmentOf, drawLot, listDigestOf, listHashOf, seedOf } from './lot.ts'
import { areValuesClosed, next, stateAt, type Move } from './moves.ts'
import type { DrawForm } from './schema.ts'

export interface DrawsDeps {
  prisma: PrismaClient
  sealing: Sealing
  /** For tests. */
  now?: () => Date
}

export type StoredDraw = Draw & { nonces: DrawNonce[]; enquiry: { walledOff: string[] } | null }
export const WITH_ALL = { nonces: { orderBy: { party: 'asc' } }, enquiry: { select: { walledOff: true } } } as const satisfies Prisma.DrawInclude

export const frozenOf = ({ list }: Pick<Draw, 'list'>): Frozen => list as unknown as Frozen
const secretPlace = (id: string) => ({ subjectKind: 'draw', subjectId: id, field: 'secret' })
const timeOf = ({ now }: Pick<DrawsDeps, 'now'>): Date => now?.() ?? new Date()
const stamp = (actor: Actor): string => actor.userId ?? actor.id ?? actor.kind
const aboutDraw = (actor: Actor, action: string, id: string, requestId: string | undefined, detail: Prisma.InputJsonObject = {}): AuditEvent => ({ actor, action, subject: { kind: 'draw', id }, outcome: 'DONE', detail, requestId })

/**
 * Freezes the list, takes a secret and publishes the commitment to both, in the audit trail too. A second draw for the
 * same matter has to name the last one, which must be over; otherwise drawing again would be the hole.
 */
export async function createDraw(deps: DrawsDeps, actor: Actor, form: DrawForm, requestId?: string): Promise<StoredDraw> {
  demand(actor, 'draw:create')
  const { prisma, sealing } = deps
  const { size, alternates, repeats } = form
  const now = timeOf(deps)
  const id = mintId()
  const frozen = freeze(form, randomBytes(32).toString('hex'), now)
  const secret = randomBytes(32).toString('hex')
  const listHash = listHashOf(frozen.terms, listDigestOf(frozen.list))
  const commitment = commitmentOf({ id, listHash, size, alternates, secret })
  const { procedure, level, valuesBy, publicValueName, enquiryId = null } = form
  return changeWithAudit(prisma, aboutDraw(actor, 'draw:create', id, requestId, { listHash, commitment, size, alternates, repeats }), async (tx) => {
    await checkMatter(tx, actor, form)
    // The secret is sealed among the sealed fields, which are sealed again when keys change.
    await saveSealed(tx, sealing, secretPlace(id), secret)
    return tx.draw.create({ data: { id, enquiryId, procedure, level, size, alternates, list: { ...frozen }, listHash, commitment, deadline: valuesBy, publicValueName, repeatsId: repeats, createdBy: stamp(actor), createdAt: now }, include: WITH_ALL })
  })
}

async function checkMatter(tx: Transaction, actor: Actor, { enquiryId, matter, repeats }: DrawForm): Promise<void> {
  // One after another for one matter, so that two first draws cannot come about at once.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(24935, hashtext(${`draw ${enquiryId ?? matter}`}))`
  if (enquiryId) {
    const enquiry = await tx.enquiry.findUnique({ where: { id: enquiryId }, select: { walledOff: true } })
    if (!enquiry) throw new InvalidInput([{ pointer: '#/body/enquiryId', detail: '没有这件咨询' }])
    keepOut(actor, enquiry.walledOff)
  }
  const last = await tx.draw.findFirst({ where: enquiryId ? { enquiryId } : { enquiryId: null, list: { path: ['list', 'matter'], equals: matter! } }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], select: { id: true, state: true } })
  if (last?.state === 'COMMITTED' || last?.state === 'COLLECTING') throw new Conflict(`这一事项的抽取 ${last.id} 还没有结束；请先完成或中止它`)
  if ((last?.id ?? null) !== repeats) throw new InvalidInput([{ pointer: '#/body/repeats', detail: last ? `这一事项已经抽取过；再次抽取必须写明上一次：${last.id}` : '这一事项还没有抽取过，不能写明重复' }])
}

/** Whoever is in conflict over the enquiry has no part in its draws. */
function keepOut(actor: Actor, walledOff: readonly string[] | undefined): void {
  if (actor.userId && walledOff?.includes(actor.userId)) throw new NotAllowed(actor, 'draw:create')
}

interface Changed {
  data?: Prisma.DrawUncheckedUpdateInput
  detail?: Prisma.InputJsonObject
}

export interface Change {
  move: Move
  action: string
  requestId?: string | undefined
  apply: (tx: Transaction, draw: StoredDraw, now: Date) => Promise<Changed> | Changed
}

/** One change at a time to a draw: the second of two waits, sees what the first made of it, and is refused if that is no longer open. */
export async function changeDraw(deps: DrawsDeps, actor: Actor, id: string, { move, action, requestId, apply }: Change): Promise<StoredDraw> {
  const { draw } = await changeWithAudit(
    deps.prisma,
    ({ detail }: { draw: StoredDraw; detail: Prisma.InputJsonObject }) => aboutDraw(actor, action, id, requestId, detail),
    async (tx) => {
      const { count } = await tx.draw.updateMany({ where: { id }, data: { version: { increment: 1 } } })
      if (!count) throw new NotFound('没有这次抽取；请检查编号')
      const before = await tx.draw.findUniqueOrThrow({ where: { id }, include: WITH_ALL })
      keepOut(actor, before.enquiry?.walledOff)
      const now = timeOf(deps)
      const state = next(move, stateOf(before, now))
      const { data = {}, detail = {} } = await apply(tx, before, now)
      await tx.draw.update({ where: { id }, data: { ...data, state }, select: { id: true } })
      return { draw: await tx.draw.findUniqueOrThrow({ where: { id }, include: WITH_ALL }), detail }
    },
  )
  return draw
}

/** The state as of now. */
export function stateOf(draw: StoredDraw, now: Date): Draw['state'] {
  const { terms } = frozenOf(draw)
  return stateAt({ state: draw.state, parties: terms.parties, nonces: draw.nonces, hashesBy: new Date(terms.hashesBy) }, now)
}

/** An auditor says to be present (招标投标法实施条例 art. 46, 行政监督); nobody observes what they made themselves. */
export async function observeDraw(deps: DrawsDeps, actor: Actor, id: string, requestId?: string): Promise<StoredDraw> {
  demand(actor, 'draw:observe')
  const apply: Change['apply'] = (_, { observedBy, createdBy }) => {
    if (observedBy) throw new Conflict('已有监督员确认在场')
    if (createdBy === actor.userId) throw new Conflict('发起抽取的人不能监督这次抽取；请另一位监督员确认')
    return { data: { observedBy: stamp(actor) } }
  }
  return changeDraw(deps, actor, id, { move: 'observe', action: 'draw:observe', requestId, apply })
}

/** Draws, once: needs the auditor's presence, all values or their deadline, and the public value where one was agreed. */
export async function revealDraw(deps: DrawsDeps, actor: Actor, id: string, { publicValue }: { publicValue: string | null }, requestId?: string): Promise<StoredDraw> {
  demand(actor, 'draw:reveal')
  const apply: Change['apply'] = async (tx, draw, now) => {
    const { terms } = frozenOf(draw)
    if (!draw.observedBy) throw new Conflict('还没有监督员确认在场；请监督员先在抽取页面确认')
    if (draw.observedBy === actor.userId) throw new Conflict('监督员只监督，不揭示；请由经办人揭示')
    if (!areValuesClosed({ nonces: draw.nonces, valuesBy: new Date(terms.valuesBy) }, now)) throw new Conflict('还有当事方没有提交随机数，截止时间也没有到；请稍候')
    if ((publicValue === null) !== (terms.publicValueName === null)) throw new InvalidInput([{ pointer: '#/body/publicValue', detail: terms.publicValueName ? `请填写约定的公共数值：${terms.publicValueName}` : '这次抽取没有约定公共数值，请留空' }])
    const secret = await readSealed(tx, deps.sealing, secretPlace(id))
    if (!secret) throw new Error(`the secret of draw ${id} is gone`)
    const nonces = terms.parties.map((party) => ({ party, value: draw.nonces.find((nonce) => nonce.party === party)?.value ?? '' }))
    const seed = seedOf({ commitment: draw.commitment, secret, nonces, publicValue: publicValue ?? '' })
    const drawn = drawLot(seed, { count: terms.count, size: draw.size, alternates: draw.alternates, strata: terms.strata })
    await tx.sealedField.deleteMany({ where: secretPlace(id) })
    return { data: { publicValue, revealedAt: now, result: { secret, seed, ...drawn } }, detail: { seed, ...drawn } }
  }
  return changeDraw(deps, actor, id, { move: 'reveal', action: 'draw:reveal', requestId, apply })
}

/** Stays on record with its reason; its secret goes. */
export async function abortDraw(deps: DrawsDeps, actor: Actor, id: string, { reason }: { reason: string }, requestId?: string): Promise<StoredDraw> {
  demand(actor, 'draw:abort')
  const apply: Change['apply'] = async (tx, { nonces }) => {
    await tx.sealedField.deleteMany({ where: secretPlace(id) })
    return { data: { abortReason: reason }, detail: { nonces: nonces.map(({ party, value }) => `${party}:${value === null ? 'hash' : 'value'}`) } }
  }
  return changeDraw(deps, actor, id, { move: 'abort', action: 'draw:abort', requestId, apply })
}
