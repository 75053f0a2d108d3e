// One's own account: registering, signing in and out, forgotten passwords, the second factor, open sessions. Every step leaves an audit entry.
import { VISITOR, type Actor, type Grant } from '../access/access.ts'
import { demand } from '../access/guard.ts'
import { NotFound } from '../errors.ts'
import type { Attempt, AttemptLimits } from '../http/rate-limit.ts'
import { SESSION_COOKIE, type Caller, type Person } from '../http/session.ts'
import { recordAudit } from '../audit/audit.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import { OIDC_PROVIDER, type Auth } from './auth.ts'
import { IN_FORCE } from './grants.ts'
import { attempt, createStep, explained, Refusal, type Entry } from './steps.ts'

export interface AccountsDeps {
  prisma: PrismaClient
  auth: Auth
  limits: AttemptLimits
}

/** What a browser is to keep after a step. */
export interface Opened {
  cookies: string[]
  /** `second-factor`: the password was right, a code is still needed. */
  next: 'done' | 'second-factor'
}

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts({ prisma, auth, limits }: AccountsDeps) {
  const step = createStep({ prisma, auth })

  const aboutSomebody = (action: string, { requestId }: Caller): Entry => ({ actor: { kind: 'visitor', id: null }, action, subject: { kind: 'account', id: null }, detail: {}, requestId })
  const aboutSelf = (action: string, actor: Actor, { requestId }: Caller): Entry => ({ actor: { kind: actor.kind, id: actor.id }, action, subject: { kind: 'account', id: actor.userId }, detail: {}, requestId })

  /** Counts as failed until it has succeeded. What has no account, such as a link, counts for the address alone. */
  async function limited<T>(attempt: Attempt, run: () => Promise<T>): Promise<T> {
    await limits.admit(attempt)
    const value = await run()
    await limits.succeeded(attempt)
    return value
  }

  async function openSession(headers: Headers): Promise<{ actor: Actor; person: Person } | null> {
    const found = await auth.api.getSession({ headers, query: { disableCookieCache: true } })
    if (!found || found.user.suspendedAt || found.user.erasedAt) return null
    const { user, session } = found
    const actor: Actor = { ...VISITOR, kind: 'person', id: user.id, userId: user.id, grants: await liveGrants(prisma, user.id), secondFactor: session.method !== 'password', sessionId: session.id }
    return { actor, person: { id: user.id, name: user.name } }
  }

  /** The same answer whether the address is new or has an account: what differs is the mail. */
  async function signUp(form: { name: string; email: string; password: string }, caller: Caller): Promise<void> {
    await limits.admit({ address: caller.address })
    await step(aboutSomebody('account:register', caller), async (tx, entry) => {
      await auth.api.signUpEmail({ body: form })
      entry.subject.id = (await tx.user.findUnique({ where: { email: form.email }, select: { id: true } }))?.id ?? null
    })
  }

  async function signIn({ email, password }: { email: string; password: string }, caller: Caller): Promise<Opened> {
    const open = () => step(aboutSomebody('session:open', caller), async (tx, entry) => {
      const user = await tx.user.findUnique({ where: { email }, select: { id: true, suspendedAt: true, erasedAt: true } })
      entry.subject.id = user?.id ?? null
      const { headers, response } = await auth.api.signInEmail({ body: { email, password }, headers: forSession(caller), returnHeaders: true })
      entry.actor = { kind: 'person', id: user?.id ?? null }
      if (user && (user.suspendedAt || user.erasedAt)) {
        await tx.session.deleteMany({ where: { userId: user.id } })
        throw new Refusal('SUSPENDED')
      }
      const isHalf = 'twoFactorRedirect' in response
      if (isHalf) entry.action = 'session:password'
      return { cookies: headers.getSetCookie(), next: isHalf ? 'second-factor' : 'done' } as const
    })
    return explained(limited({ email, address: caller.address }, open), (code) => ({ field: 'email', detail: SIGN_IN_REFUSALS[code] ?? '邮箱或密码不对；忘记密码可以重新设置' }))
  }

  async function verifySecondFactor(code: string, caller: Caller): Promise<Opened> {
    const isTotp = /^\d{6}$/.test(code)
    const verify = () =>
      step(aboutSomebody(isTotp ? 'session:open' : 'session:open-by-backup-code', caller), async (_tx, entry) => {
        const headers = forSession(caller)
        const answer = isTotp ? await auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true }) : await auth.api.verifyBackupCode({ body: { code: `${code.slice(0, 5)}-${code.slice(5)}` }, headers, returnHeaders: true })
        entry.subject.id = answer.response.user.id
        entry.actor = { kind: 'person', id: answer.response.user.id }
        return { cookies: answer.headers.getSetCookie(), next: 'done' } as const
      })
    return explained(limited({ address: caller.address }, verify), (reason) => ({ field: 'code', detail: reason === 'INVALID_TWO_FACTOR_COOKIE' ? '登录已经超时；请重新输入邮箱和密码' : '口令不对或已过期；请用最新的 6 位数字，或一个没有用过的备用码' }))
  }

  const signOut = (actor: Actor, caller: Caller): Promise<string[]> => step(aboutSelf('session:close', actor, caller), async () => (await auth.api.signOut({ headers: caller.headers, returnHeaders: true })).headers.getSetCookie())

  const signOutEverywhere = (actor: Actor, caller: Caller): Promise<number> =>
    step(aboutSelf('session:close-all', actor, caller), async (tx, entry) => {
      const { count } = await tx.session.deleteMany({ where: { userId: actor.userId! } })
      entry.detail.sessions = count
      return count
    })

  const closeSession = (actor: Actor, sessionId: string, caller: Caller): Promise<void> =>
    step(aboutSelf('session:close', actor, caller), async (tx, entry) => {
      const session = await tx.session.findUnique({ where: { id: sessionId }, select: { userId: true } })
      if (!session) throw new NotFound('这个登录已经结束')
      demand(actor, 'account:change', { ownerId: session.userId })
      entry.detail.session = sessionId
      await tx.session.delete({ where: { id: sessionId } })
    })

  const listSessions = (actor: Actor) =>
    prisma.session.findMany({ where: { userId: actor.userId!, expiresAt: { gt: new Date() } }, orderBy: { createdAt: 'desc' }, select: { id: true, createdAt: true, expiresAt: true, ipAddress: true, userAgent: true, method: true } })

  async function requestReset(email: string, caller: Caller): Promise<void> {
    await limits.admit({ address: caller.address })
    await step(aboutSomebody('account:request-reset', caller), async (tx, entry) => {
      entry.subject.id = (await tx.user.findUnique({ where: { email }, select: { id: true } }))?.id ?? null
      await auth.api.requestPasswordReset({ body: { email } })
    })
  }

  const resetPassword = ({ token, password }: { token: string; password: string }, caller: Caller): Promise<unknown> =>
    explained(
      limited({ address: caller.address }, () => step(aboutSomebody('account:reset-password', caller), () => auth.api.resetPassword({ body: { token, newPassword: password } }))),
      () => ({ field: 'password', detail: '这个链接已经用过或过期；请重新申请' }),
    )

  /** Throws InvalidInput when the link is not (or no longer) good. */
  const verifyEmail = (token: string, caller: Caller): Promise<unknown> =>
    explained(
      limited({ address: caller.address }, () => step(aboutSomebody('account:verify-email', caller), () => auth.api.verifyEmail({ query: { token } }))),
      () => ({ field: 'token', detail: '这个链接已经过期；登录一次，验证邮件会重新寄出' }),
    )

  const changePassword = (actor: Actor, { current, password }: { current: string; password: string }, caller: Caller): Promise<string[]> =>
    explained(
      step(aboutSelf('account:change-password', actor, caller), async () => (await auth.api.changePassword({ body: { currentPassword: current, newPassword: password, revokeOtherSessions: true }, headers: forSession(caller), returnHeaders: true })).headers.getSetCookie()),
      () => ({ field: 'current', detail: '现在的密码不对' }),
    )

  /** The address to put into an authenticator, and codes for the day it is lost; in force once a code was given. */
  const startSecondFactor = (actor: Actor, password: string, caller: Caller): Promise<{ uri: string; backupCodes: string[] }> =>
    explained(
      step(aboutSelf('account:start-second-factor', actor, caller), async () => {
        const answer = await auth.api.enableTwoFactor({ body: { password }, headers: caller.headers })
        if (!('totpURI' in answer)) throw new Error('better-auth gave no address for the authenticator')
        return { uri: answer.totpURI, backupCodes: answer.backupCodes }
      }),
      (code) => ({ field: 'password', detail: code === 'TOTP_ALREADY_ENABLED' ? '动态口令已经启用' : '密码不对' }),
    )

  const confirmSecondFactor = (actor: Actor, code: string, caller: Caller): Promise<string[]> =>
    explained(
      step(aboutSelf('account:second-factor-on', actor, caller), async (tx) => {
        const { headers } = await auth.api.verifyTOTP({ body: { code }, headers: forSession(caller), returnHeaders: true })
        // Whoever was signed in without it is not any more; this browser has just got a new session.
        await tx.session.deleteMany({ where: { userId: actor.userId!, method: 'password' } })
        return headers.getSetCookie()
      }),
      () => ({ field: 'code', detail: '口令不对：请核对手机的时间，再用最新的 6 位数字' }),
    )

  const stopSecondFactor = (actor: Actor, password: string, caller: Caller): Promise<string[]> =>
    explained(
      step(aboutSelf('account:second-factor-off', actor, caller), async () => (await auth.api.disableTwoFactor({ body: { password }, headers: forSession(caller), returnHeaders: true })).headers.getSetCookie()),
      () => ({ field: 'password', detail: '密码不对' }),
    )

  /** Where to send the browser to sign in at the identity provider; a Refusal, on the trail, while that is away. */
  async function startProvider(next: string, caller: Caller): Promise<{ url: string; cookies: string[] }> {
    const asked = await attempt(() => auth.api.signInSocial({ body: { provider: OIDC_PROVIDER, callbackURL: next, errorCallbackURL: '/sign-in?problem=provider', disableRedirect: true }, headers: forSession(caller), returnHeaders: true }))
    if (asked.refusal) {
      await recordAudit(prisma, { ...aboutSomebody('session:open', caller), outcome: 'FAILED', detail: { by: OIDC_PROVIDER, reason: asked.refusal.code } })
      throw asked.refusal
    }
    const { headers, response } = asked.value
    if (!response.url) throw new Error('better-auth gave no address of the identity provider')
    return { url: response.url, cookies: headers.getSetCookie() }
  }

  /** The provider's answer has come back: a session, or a Refusal. */
  const finishProvider = (url: string, caller: Caller): Promise<{ location: string; cookies: string[] }> =>
    step(aboutSomebody('session:open', caller), async (tx, entry) => {
      entry.detail.by = OIDC_PROVIDER
      const answer = await auth.handler(new Request(url, { headers: forSession(caller) }))
      const cookies = answer.headers.getSetCookie()
      const opened = await tx.session.findFirst({ where: { token: { in: cookies.flatMap(tokenIn) } }, select: { userId: true } })
      if (!opened) throw new Refusal(new URL(answer.headers.get('location') ?? '/', url).searchParams.get('error') ?? 'PROVIDER')
      entry.subject.id = opened.userId
      const user = await tx.user.findUniqueOrThrow({ where: { id: opened.userId }, select: { suspendedAt: true, erasedAt: true } })
      if (user.suspendedAt || user.erasedAt) {
        await tx.session.deleteMany({ where: { userId: opened.userId } })
        throw new Refusal('SUSPENDED')
      }
      entry.actor = { kind: 'person', id: opened.userId }
      return { location: answer.headers.get('location') ?? '/account', cookies }
    })

  return { openSession, signUp, signIn, verifySecondFactor, signOut, signOutEverywhere, closeSession, listSessions, requestReset, resetPassword, verifyEmail, changePassword, startSecondFactor, confirmSecondFactor, stopSecondFactor, startProvider, finishProvider }
}

/** The session's token, which the cookie carries with its signature behind a dot. */
const tokenIn = (cookie: string): string[] => (cookie.includes(`${SESSION_COOKIE}=`) ? [decodeURIComponent(cookie.split(';')[0]!.split('=')[1]!).split('.')[0]!] : [])

const SIGN_IN_REFUSALS: Readonly<Record<string, string>> = {
  EMAIL_NOT_VERIFIED: '邮箱还没有验证：验证邮件已重新寄出，请打开其中的链接',
  SUSPENDED: '这个账户已停用；请联系管理员',
}

/** Roles in force: not ended, and of an organisation that has been confirmed. */
export async function liveGrants(prisma: Pick<PrismaClient, 'roleGrant'>, userId: string): Promise<Grant[]> {
  return prisma.roleGrant.findMany({ where: { userId, ...IN_FORCE }, select: { role: true, organisationId: true } })
}

/** The address, in the one header from which better-auth takes it: nobody else can set it. */
function forSession({ headers, address }: Caller): Headers {
  const given = new Headers(headers)
  given.set('x-client-address', address)
  return given
}
