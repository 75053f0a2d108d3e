// Who is asking, as the middleware found out; and that a request which changes something comes from this site.
import type { Request, Response } from 'express'
import { VISITOR, type Actor } from '../access/access.ts'
import { FormExpired } from '../errors.ts'

export const actorOf = (response: Response): Actor => (response.locals.actor as Actor | undefined) ?? VISITOR

/** Number of the request in log and audit trail. */
export const requestIdOf = ({ locals }: Response): string | undefined => locals.requestId as string | undefined

/**
 * A browser says where a request was made (Fetch Metadata); one made elsewhere with this person's cookie is refused.
 * Programs send no such header, and are asked for a key.
 */
export function refuseForeignSite(request: Request, actor: Actor): void {
  if (actor.kind === 'key') return
  const site = request.get('sec-fetch-site')
  if (site && site !== 'same-origin' && site !== 'none') throw new FormExpired()
  const origin = request.get('origin')
  if (!site && origin && origin !== `${request.protocol}://${request.get('host')}`) throw new FormExpired()
}
