// The door to better-auth: its settings, and one instance that writes inside whatever transaction is open around it.
import { AsyncLocalStorage } from 'node:async_hooks'
import { betterAuth } from 'better-auth/minimal'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { mintId } from '../../indexer/index.ts'
import type { PrismaClient } from '../../prisma/client.ts'
import type { Transaction } from '../audit/audit.ts'
import { SESSION_COOKIE } from '../http/session.ts'
import { queueMail } from '../mail/mail.ts'
import { existsLetter, resetLetter, verifyLetter } from './letters.ts'
import { PASSWORD_LENGTH, RESET_MINUTES } from './password-rules.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { emailAddress, plainName } from './schema.ts'

export interface OidcSettings {
  /** `https://…`, without `/.well-known/openid-configuration`. */
  issuer: string
  clientId: string
  clientSecret: string
  scopes: string[]
}

export interface AuthSettings {
  prisma: PrismaClient
  /** At least 32 characters: signs cookies and encrypts second factors. */
  secret: string
  baseUrl: string
  oidc: OidcSettings | null
}

export const OIDC_PROVIDER = 'identity'
export const AUTH_PATH = '/auth'
const SESSION_HOURS = 12
const SECOND_FACTOR_MINUTES = 10
const [COOKIE_PREFIX = ''] = SESSION_COOKIE.split('.')

export type Auth = ReturnType<typeof createAuth>

export function createAuth({ prisma, secret, baseUrl, oidc }: AuthSettings) {
  const transaction = new AsyncLocalStorage<Transaction>()
  const current = (): Transaction => transaction.getStore() ?? prisma
  const client = new Proxy(prisma, { get: (target, key) => Reflect.get(transaction.getStore() ?? target, key) as unknown })

  const auth = betterAuth({
    appName: '商业秘密保护服务',
    secret,
    baseURL: baseUrl,
    basePath: AUTH_PATH,
    database: prismaAdapter(client, { provider: 'postgresql' }),
    account: { modelName: 'credential', accountLinking: { enabled: true, trustedProviders: [] }, encryptOAuthTokens: true },
    session: {
      expiresIn: SESSION_HOURS * 3600,
      updateAge: 3600,
      freshAge: 0,
      cookieCache: { enabled: false },
      additionalFields: { method: { type: 'string', input: false, defaultValue: 'password' } },
    },
    user: { additionalFields: { suspendedAt: { type: 'date', required: false, input: false }, erasedAt: { type: 'date', required: false, input: false } } },
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      requireEmailVerification: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      resetPasswordTokenExpiresIn: RESET_MINUTES * 60,
      revokeSessionsOnPasswordReset: true,
      password: { hash: hashPassword, verify: verifyPassword },
      sendResetPassword: ({ user, token }) => queueMail(current(), resetLetter(user, `${baseUrl}/reset-password?token=${encodeURIComponent(token)}`)),
      onExistingUserSignUp: ({ user }) => queueMail(current(), existsLetter(user, `${baseUrl}/forgot-password`)),
    },
    emailVerification: { sendOnSignUp: true, sendOnSignIn: true, expiresIn: 24 * 3600, sendVerificationEmail: ({ user, token }) => queueMail(current(), verifyLetter(user, `${baseUrl}/verify-email?token=${encodeURIComponent(token)}`)) },
    plugins: [
      twoFactor({ twoFactorCookieMaxAge: SECOND_FACTOR_MINUTES * 60, totpOptions: { digits: 6, period: 30 } }),
      genericOAuth({
        config: oidc ? [{ providerId: OIDC_PROVIDER, discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, clientId: oidc.clientId, clientSecret: oidc.clientSecret, scopes: oidc.scopes, pkce: true, requireIdTokenVerification: true }] : [],
      }),
    ],
    databaseHooks: {
      user: { create: { before: (user, context) => Promise.resolve(isFromProvider(context?.path) ? admitted(user) : undefined) } },
      session: { create: { before: (session, context) => Promise.resolve({ data: { ...session, method: methodOf(context?.path) } }) } },
    },
    advanced: { cookiePrefix: COOKIE_PREFIX, useSecureCookies: baseUrl.startsWith('https:'), database: { generateId: () => mintId() }, ipAddress: { ipAddressHeaders: ['x-client-address'] } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })

  return {
    api: auth.api,
    handler: auth.handler,
    /** Whatever better-auth writes in `run` becomes part of the transaction. */
    within: <T>(tx: Transaction, run: () => Promise<T>): Promise<T> => transaction.run(tx, run),
  }
}

function methodOf(path: string | undefined): 'password' | 'totp' | 'oidc' {
  if (path?.startsWith('/two-factor/verify')) return 'totp'
  return isFromProvider(path) ? 'oidc' : 'password'
}

/** An address that the provider does not vouch for, or of look-alike letters, makes no account: it may be somebody else's. */
const admitted = <U extends { email: string; emailVerified: boolean; name: string }>(user: U): { data: U } | false => (user.emailVerified && emailAddress.safeParse(user.email).success ? { data: { ...user, name: plainName(user.name) } } : false)

const isFromProvider = (path: string | undefined): boolean => path?.startsWith('/callback') ?? false
