// Who gets through which door, written down by hand: a change of the table of permissions must be made here too.
import type { Role, Scope } from '../../server/access/access.ts'

/** `nobody` has signed in and holds no role. */
export const PEOPLE = ['visitor', 'nobody', 'enterprise', 'association_editor', 'association_secretary', 'expert', 'bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor', 'admin'] as const satisfies readonly (Role | 'visitor' | 'nobody')[]
export type Who = (typeof PEOPLE)[number]

const everybody: readonly Who[] = PEOPLE
const signedIn = PEOPLE.filter((who) => who !== 'visitor')
const bureau: readonly Who[] = ['bureau_officer', 'bureau_reviewer', 'bureau_leader']
const readers: readonly Who[] = ['auditor', 'admin']
const admin: readonly Who[] = ['admin']
const leaders: readonly Who[] = ['bureau_leader', 'admin']
const managers: readonly Who[] = ['enterprise', 'association_secretary', 'bureau_leader', 'admin']
const members: readonly Who[] = ['enterprise', 'association_editor', 'association_secretary', ...bureau, ...readers]
const exporters: readonly Who[] = [...bureau, ...readers]
const auditors: readonly Who[] = ['auditor']
const drawers: readonly Who[] = ['bureau_officer', 'bureau_leader', 'admin']
const confirmers: readonly Who[] = [...bureau, 'admin']

type Keys = readonly Scope[]
const any: Keys = ['read:public', 'read:standards', 'write:drafts', 'match', 'admin']
const none: Keys = []
const adminKey: Keys = ['admin']
const matchKey: Keys = ['match']

/** Those who get through, to something that is theirs; and of an administrator's keys the scopes that do. */
export type Row = readonly [who: readonly Who[], keys: Keys]
const open: Row = [everybody, any]
const own: Row = [signedIn, none]

export const API: Readonly<Record<string, Row>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /api/openapi.json': open,
  'GET /api/search': open,
  'GET /api/suggest': open,
  'GET /api/documents': open,
  'GET /api/documents/{id}': open,
  'GET /api/documents/{id}/versions/{a}/diff/{b}': open,
  'GET /api/account': own,
  'GET /api/account/consents': own,
  'PUT /api/account/consents/{group}': own,
  'DELETE /api/account/consents/{group}': own,
  'GET /api/accounts': [readers, adminKey],
  'GET /api/accounts/{id}': [readers, adminKey],
  'POST /api/accounts/{id}/suspend': [admin, adminKey],
  'POST /api/accounts/{id}/restore': [admin, adminKey],
  'POST /api/accounts/{id}/roles': [admin, adminKey],
  'DELETE /api/accounts/{id}/roles/{grantId}': [admin, adminKey],
  'GET /api/accounts/{id}/holds': [leaders, adminKey],
  'POST /api/accounts/{id}/holds': [leaders, adminKey],
  'DELETE /api/holds/{id}': [leaders, adminKey],
  'POST /api/accounts/{id}/erasure': own,
  'GET /api/organisations': [members, adminKey],
  'POST /api/organisations': own,
  'GET /api/organisations/{id}': [members, adminKey],
  'PATCH /api/organisations/{id}': [managers, adminKey],
  'POST /api/organisations/{id}/confirm': [confirmers, adminKey],
  'POST /api/organisations/{id}/invitations': [managers, adminKey],
  'DELETE /api/organisations/{id}/invitations/{invitationId}': [managers, adminKey],
  'DELETE /api/organisations/{id}/members/{grantId}': [managers, adminKey],
  'GET /api/keys': [signedIn, adminKey],
  'POST /api/keys': [signedIn, adminKey],
  'DELETE /api/keys/{id}': [signedIn, adminKey],
  'GET /api/usage': [signedIn, any],
  'GET /api/audit': [readers, adminKey],
  'POST /api/documents/{id}/takedown-requests': own,
  'POST /api/documents/{id}/takedown-requests/{request}/decline': [leaders, adminKey],
  'POST /api/documents/{id}/takedown': [leaders, adminKey],
  'DELETE /api/documents/{id}/takedown': [leaders, adminKey],
  'GET /api/takedowns': [leaders, adminKey],
  'GET /api/experts': open,
  'GET /api/experts/{id}': open,
  'POST /api/experts': [confirmers, adminKey],
  'POST /api/experts/import': [confirmers, adminKey],
  'PATCH /api/experts/{id}': [confirmers, adminKey],
  'POST /api/experts/{id}/moves': [confirmers, adminKey],
  'GET /api/experts/export': [exporters, adminKey],
  'POST /api/experts/applications': own,
  'GET /api/account/expert': own,
  'PATCH /api/account/expert': own,
  'POST /api/experts/{id}/leave': own,
  'POST /api/match': [confirmers, matchKey],
  'POST /api/conflicts/check': [confirmers, matchKey],
  'GET /api/enquiries': [signedIn, matchKey],
  'POST /api/enquiries': own,
  'POST /api/enquiries/similar': [signedIn, matchKey],
  'GET /api/enquiries/{id}': [signedIn, matchKey],
  'PUT /api/enquiries/{id}': own,
  'POST /api/enquiries/{id}/moves': [signedIn, matchKey],
  'POST /api/enquiries/{id}/wall': [confirmers, matchKey],
  'POST /api/enquiries/{id}/match': [confirmers, matchKey],
  'GET /api/enquiries/{id}/match': [confirmers, matchKey],
  'POST /api/enquiries/{id}/decisions': [confirmers, none],
  'GET /api/draws': open,
  'POST /api/draws': [drawers, matchKey],
  'GET /api/draws/{id}/record': open,
  'POST /api/draws/{id}/nonces': [signedIn, matchKey],
  'POST /api/draws/{id}/observe': [auditors, none],
  'POST /api/draws/{id}/reveal': [drawers, matchKey],
  'POST /api/draws/{id}/abort': [drawers, matchKey],
}

const openPages = [
  '/', '/about', '/accessibility', '/problems', '/problems/:code', '/search', '/documents', '/documents/:id', '/documents/:id/versions', '/documents/:id/versions/compare', '/documents/:id/versions/:version', '/documents/:id/versions/:a/diff/:b',
  ...['cases', 'standards', 'overseas', 'laws', 'guides', 'courses', 'notices'].flatMap((kind) => [`/${kind}`, `/${kind}/:slug`]),
  '/sign-in', '/sign-in/code', '/auth/callback/:provider', '/sign-up', '/sign-up/sent', '/verify-email', '/verify-email/done', '/forgot-password', '/forgot-password/sent', '/reset-password', '/reset-password/done', '/signed-out', '/account/privacy/erased',
]
const openForms = ['/sign-in', '/sign-in/code', '/sign-in/provider', '/sign-up', '/verify-email', '/forgot-password', '/reset-password']

/** In this order: what ends the session comes last. */
export const PAGES: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(openPages.map((path) => [`GET ${path}`, open])),
  ...Object.fromEntries(openForms.map((path) => [`POST ${path}`, open])),
  'GET /account': own,
  'POST /account/sessions/:id/end': own,
  'GET /account/password': own,
  'POST /account/password': own,
  'GET /account/second-factor': own,
  'POST /account/second-factor': own,
  'POST /account/second-factor/confirm': own,
  'POST /account/second-factor/stop': own,
  'GET /account/privacy': own,
  'POST /account/privacy/consents': own,
  'POST /account/privacy/withdrawals': own,
  'GET /account/privacy/data': own,
  'POST /account/privacy/erasure': own,
  'GET /account/keys': [signedIn, adminKey],
  'POST /account/keys': [signedIn, adminKey],
  'GET /account/keys/:id/revoke': [signedIn, adminKey],
  'POST /account/keys/:id/revoke': [signedIn, adminKey],
  'GET /organisations': [members, adminKey],
  'GET /organisations/new': own,
  'POST /organisations/new': own,
  'GET /organisations/:id': [members, adminKey],
  'POST /organisations/:id/confirm': [confirmers, adminKey],
  'POST /organisations/:id/invitations': [managers, adminKey],
  'POST /organisations/:id/invitations/:invitation/revoke': [managers, adminKey],
  'POST /organisations/:id/members/:grant/remove': [managers, adminKey],
  'GET /invitations/:token': own,
  'POST /invitations/:token': own,
  'GET /people': [readers, adminKey],
  'GET /people/:id': [readers, adminKey],
  'POST /people/:id/roles': [admin, adminKey],
  'POST /people/:id/roles/:grant/end': [admin, adminKey],
  'POST /people/:id/suspend': [admin, adminKey],
  'POST /people/:id/restore': [admin, adminKey],
  'GET /audit': [readers, adminKey],
  'GET /audit.csv': [readers, adminKey],
  'GET /metrics': [readers, adminKey],
  'GET /documents/:id/takedown': own,
  'POST /documents/:id/takedown': own,
  'GET /documents/:id/takedown/decision': [leaders, adminKey],
  'POST /documents/:id/takedown/decision': [leaders, adminKey],
  'POST /documents/:id/takedown/decision/decline': [leaders, adminKey],
  'POST /documents/:id/takedown/decision/lift': [leaders, adminKey],
  'GET /takedowns': [leaders, adminKey],
  'GET /experts': open,
  'GET /experts/:id': open,
  'GET /experts/new': own,
  'POST /experts/new': own,
  'GET /experts/new/done': own,
  'GET /experts/:id/review': [confirmers, adminKey],
  'POST /experts/:id/review': [confirmers, adminKey],
  'GET /account/expert': own,
  'POST /account/expert': own,
  'POST /account/expert/leave': own,
  'GET /enquiries': [signedIn, matchKey],
  'GET /enquiries/new': own,
  'POST /enquiries/new': own,
  'GET /enquiries/:id': [signedIn, matchKey],
  'POST /enquiries/:id/moves': [signedIn, matchKey],
  'GET /enquiries/:id/match': [confirmers, matchKey],
  'POST /enquiries/:id/match': [confirmers, matchKey],
  'GET /draws': open,
  'GET /draws/:id': open,
  'POST /draws/:id/hashes': [signedIn, matchKey],
  'POST /draws/:id/values': [signedIn, matchKey],
  'POST /draws/:id/observe': [auditors, none],
  'POST /draws/:id/reveal': [drawers, matchKey],
  'POST /draws/:id/abort': [drawers, matchKey],
  'POST /sign-out': own,
  'POST /sign-out/everywhere': own,
}

/** Where REQUIRE_2FA is on, a privileged person without a second factor reaches what everybody does, and these: to set it up. */
export const BEFORE_SECOND_FACTOR: ReadonlySet<string> = new Set([
  'GET /api/account',
  'GET /api/account/consents',
  'GET /account',
  'POST /account/sessions/:id/end',
  'GET /account/password',
  'POST /account/password',
  'GET /account/second-factor',
  'POST /account/second-factor',
  'POST /account/second-factor/confirm',
  'POST /account/second-factor/stop',
  'GET /account/privacy',
  'POST /sign-out',
  'POST /sign-out/everywhere',
])
