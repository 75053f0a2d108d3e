// The parts that know people: accounts, sessions, keys, limits and forms, made together so that roots and tests make them alike.
import type { Logger } from 'pino'
import type { PrismaClient } from '../prisma/client.ts'
import type { Actor } from './access/access.ts'
import type { GuardRules } from './access/guard.ts'
import { createAccounts, type Accounts } from './accounts/accounts.ts'
import { createAuth, type Auth, type OidcSettings } from './accounts/auth.ts'
import { createFormTokens, type FormTokens } from './http/form-token.ts'
import { createAttemptLimits, createRateLimit, type RateLimit } from './http/rate-limit.ts'
import { actorOfKey, createKeyCache, type KeyCache } from './keys/authenticate.ts'
import { createKeyUsage, type KeyUsageCounter } from './keys/usage.ts'
import { createMatcher, type Matcher } from './matching/pool.ts'
import { createPanelRunner, type PanelRunner } from './panels/runner.ts'
import type { Sealing } from './sealing/sealing.ts'

export interface RegistrySettings {
  prisma: PrismaClient
  /** Connection string of the same database, for locks. */
  url: string
  log: Pick<Logger, 'warn' | 'error'>
  baseUrl: string
  /** Signs cookies and forms. */
  secret: string
  sealing: Sealing
  oidc: OidcSettings | null
  requireSecondFactor: boolean
  limits: { perAddress: number; perKey: number }
  /** `YYYY-MM-DD`, for tests. */
  today?: () => string
}

export interface Registry {
  prisma: PrismaClient
  baseUrl: string
  /** Cookies travel over TLS only. */
  secure: boolean
  rules: GuardRules
  sealing: Sealing
  auth: Auth
  accounts: Accounts
  hasProvider: boolean
  tokens: FormTokens
  keyCache: KeyCache
  usage: KeyUsageCounter
  rateLimit: RateLimit
  authenticateKey: (bearer: string) => Promise<Actor>
  matcher: Matcher
  panels: PanelRunner
}

export function createRegistry({ prisma, url, log, baseUrl, secret, sealing, oidc, requireSecondFactor, limits, today }: RegistrySettings): Registry {
  const secure = baseUrl.startsWith('https:')
  const auth = createAuth({ prisma, secret, baseUrl, oidc })
  const usage = createKeyUsage({ prisma, report: (error) => log.warn({ err: error }, 'the usage of keys could not be written') })
  const keyCache = createKeyCache()
  const matcher = createMatcher({ prisma, ...(today && { today }) })
  return {
    prisma,
    baseUrl,
    secure,
    sealing,
    auth,
    usage,
    keyCache,
    rules: { requireSecondFactor },
    accounts: createAccounts({ prisma, auth, limits: createAttemptLimits({ prisma }) }),
    hasProvider: oidc !== null,
    tokens: createFormTokens({ secret, secure }),
    rateLimit: createRateLimit({ perMinuteAddress: limits.perAddress, perMinuteKey: limits.perKey, count: usage.count }),
    matcher,
    panels: createPanelRunner({ prisma, database: { url }, sealing, matcher, log }),
    authenticateKey: (bearer) => actorOfKey({ prisma, cache: keyCache }, bearer),
  }
}
