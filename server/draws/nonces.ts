// What parties and the supervisor put into a draw: the hash first, the value once hashes are closed, so that the last one cannot steer.
import { mintId } from '../../indexer/index.ts'
import { holds, type Actor } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { Conflict, InvalidInput, NotAllowed } from '../errors.ts'
import { changeDraw, frozenOf, type Change, type DrawsDeps, type StoredDraw } from './draw.ts'
import { nonceHashOf } from './lot.ts'
import { SUPERVISOR, type NonceForm } from './schema.ts'

/** The parties for which the actor may speak: members for their organisation, auditors as supervisor, officers for any party that asks them to. */
export function partiesOf(actor: Actor, draw: StoredDraw): string[] {
  const { parties } = frozenOf(draw).list
  const isOfficer = holds(actor, 'bureau_officer', 'bureau_leader')
  return parties.flatMap(({ party, organisationId }) => {
    if (party === SUPERVISOR) return holds(actor, 'auditor') ? [party] : []
    return isOfficer || isMember(actor, organisationId) ? [party] : []
  })
}

export const isMember = ({ grants }: Actor, organisationId: string | null): boolean => organisationId !== null && grants.some((grant) => grant.organisationId === organisationId)

/** Each party hands in one hash and, if it likes, its value; neither can be changed. */
export async function handInNonce(deps: DrawsDeps, actor: Actor, id: string, { party, hash, value }: NonceForm, requestId?: string): Promise<StoredDraw> {
  demand(actor, 'draw:nonce')
  const apply: Change['apply'] = async (tx, draw, now) => {
    const { terms, list } = frozenOf(draw)
    const named = list.parties.find((one) => one.party === party)
    if (!named) throw new InvalidInput([{ pointer: '#/body/party', detail: `这次抽取的当事方：${terms.parties.join(' ')}` }])
    if (!partiesOf(actor, draw).includes(party)) throw new NotAllowed(actor, 'draw:nonce', { organisationId: named.organisationId })
    const detail = { party, onBehalf: party !== SUPERVISOR && !isMember(actor, named.organisationId) }
    const given = draw.nonces.find((nonce) => nonce.party === party)
    if (hash !== undefined) {
      if (given) throw new Conflict('这一方的校验值已经提交，不能更换')
      await tx.drawNonce.create({ data: { id: mintId(), drawId: id, party, commitmentHash: hash, at: now }, select: { id: true } })
      return { detail: { ...detail, hash } }
    }
    if (!given) throw new Conflict('这一方没有在截止前提交校验值，按空值计入')
    if (given.value !== null) throw new Conflict('这一方的随机数已经提交，不能更换')
    if (now >= new Date(terms.valuesBy)) throw new Conflict('提交随机数的时间已过，按空值计入')
    if (nonceHashOf(id, { party, value: value! }) !== given.commitmentHash) throw new InvalidInput([{ pointer: '#/body/value', detail: '这个随机数与先前提交的校验值不符；请逐字填写当时用的那一个' }])
    await tx.drawNonce.update({ where: { id: given.id }, data: { value: value!, revealedAt: now }, select: { id: true } })
    return { detail }
  }
  return changeDraw(deps, actor, id, { move: hash === undefined ? 'value' : 'hash', action: hash === undefined ? 'draw:nonce' : 'draw:nonce-hash', requestId, apply })
}
