// A real OpenID Connect provider on a loopback port, whose only person is whoever the test names.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface Profile {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

export interface IdentityProvider {
  issuer: string
  /** To be called once the addresses of its clients are known; until then it lets requests wait. */
  open: (redirectUris: string[]) => void
  /** Who signs in there from now on; null: whoever comes is refused. */
  present: (profile: Profile | null) => void
  /** Follows the browser through the provider, from its address to the one that leads back. */
  visit: (url: string) => Promise<string>
  close: () => Promise<void>
}

export const CLIENT = { clientId: 'registry', clientSecret: 'a secret between the registry and its provider' }

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let current: Profile | null = null
  const profiles = new Map<string, Profile>()
  let answer: (handle: (request: IncomingMessage, response: ServerResponse) => void) => void = () => {}
  const handler = new Promise<(request: IncomingMessage, response: ServerResponse) => void>((resolve) => (answer = resolve))
  const server = createServer((request, response) => void handler.then((handle) => handle(request, response)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function open(redirectUris: string[]): void {
    const provider: Provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: redirectUris, grant_types: ['authorization_code'], response_types: ['code'] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      cookies: { keys: ['only for these tests'] },
      interactions: { url: () => '/interaction' },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...profiles.get(sub)! }) }),
      // Nobody is asked for consent: it is the bureau's own provider.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    })
    const protocol = provider.callback()
    answer((request, response) => {
      if (!request.url?.startsWith('/interaction')) return void protocol(request, response)
      const result = current ? { login: { accountId: current.sub } } : { error: 'access_denied', error_description: 'nobody is known here' }
      void provider.interactionFinished(request, response, result)
    })
  }

  async function visit(url: string): Promise<string> {
    const cookies = new Map<string, string>()
    for (let at = url, hops = 0; hops < 10; hops++) {
      const response = await fetch(at, { redirect: 'manual', headers: cookies.size ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {} })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';')
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      const location = response.headers.get('location')
      if (!location) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
      at = new URL(location, at).href
      if (!at.startsWith(`${issuer}/`)) return at
    }
    throw new Error('the provider leads in circles')
  }

  return {
    issuer,
    open,
    visit,
    present: (profile) => {
      current = profile
      if (profile) profiles.set(profile.sub, profile)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
