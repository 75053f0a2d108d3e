// Who may do what: the one table of permissions, and the one function that reads it. Pure.

/** The roles of the service; whoever has none is a visitor. Names as in the database. */
export const ROLES = ['enterprise', 'association_editor', 'association_secretary', 'expert', 'bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What a key may be used for; a key never allows more than its owner's roles do. */
export const SCOPES = ['read:public', 'read:standards', 'write:drafts', 'match', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export interface Grant {
  role: Role
  /** Null for roles that are held without an organisation. */
  organisationId: string | null
}

export interface Actor {
  kind: 'visitor' | 'person' | 'key' | 'system'
  /** Of the user or the key; null for visitors and the system. */
  id: string | null
  /** The person behind a session or a key. */
  userId: string | null
  grants: readonly Grant[]
  /** Null for a session: scopes bind keys only. */
  scopes: readonly Scope[] | null
  /** The session was opened with a second factor. */
  secondFactor: boolean
  /** Session token or key id: what a form's token and a rate limit are bound to. */
  sessionId: string | null
}

export const VISITOR: Actor = { kind: 'visitor', id: null, userId: null, grants: [], scopes: null, secondFactor: false, sessionId: null }
export const SYSTEM: Actor = { ...VISITOR, kind: 'system' }

/** What an action is done to, as far as it decides who may do it. */
export interface Subject {
  /** The person it belongs to. */
  ownerId?: string | null
  /** The organisation it belongs to. */
  organisationId?: string | null
}

/** `any`: whoever's it is; `own`: the actor's own; `organisation`: of an organisation in which the actor holds this role. */
type Reach = 'any' | 'own' | 'organisation'

interface Permission {
  /** `visitor` is everybody, `signed-in` whoever has signed in or sent a key. */
  allow: Partial<Record<Role | 'visitor' | 'signed-in', Reach>>
  /** Scope that a key must have, or `any`; null: keys may not do this, however privileged their owner. */
  scope: Scope | 'any' | null
}

const READ_ALL = { auditor: 'any', admin: 'any' } as const

export const PERMISSIONS = {
  'library:read': { allow: { visitor: 'any' }, scope: 'read:public' },
  'operations:probe': { allow: { visitor: 'any' }, scope: 'read:public' },
  'metrics:read': { allow: { ...READ_ALL }, scope: 'admin' },

  'session:open': { allow: { visitor: 'any' }, scope: null },
  'account:read': { allow: { 'signed-in': 'own', ...READ_ALL }, scope: null },
  'account:change': { allow: { 'signed-in': 'own' }, scope: null },
  'account:export': { allow: { 'signed-in': 'own' }, scope: null },
  'account:erase': { allow: { 'signed-in': 'own', admin: 'any' }, scope: null },
  'account:list': { allow: { ...READ_ALL }, scope: 'admin' },
  'account:administer': { allow: { admin: 'any' }, scope: 'admin' },

  'organisation:register': { allow: { 'signed-in': 'any' }, scope: null },
  'organisation:read': { allow: { enterprise: 'organisation', association_editor: 'organisation', association_secretary: 'organisation', bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'admin' },
  'organisation:change': { allow: { enterprise: 'organisation', association_secretary: 'organisation', bureau_leader: 'organisation', admin: 'any' }, scope: 'admin' },
  'organisation:confirm': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'admin' },
  'member:invite': { allow: { enterprise: 'organisation', association_secretary: 'organisation', bureau_leader: 'organisation', admin: 'any' }, scope: 'admin' },
  'member:remove': { allow: { enterprise: 'organisation', association_secretary: 'organisation', bureau_leader: 'organisation', admin: 'any' }, scope: 'admin' },
  'invitation:accept': { allow: { 'signed-in': 'any' }, scope: null },

  'key:read': { allow: { 'signed-in': 'own', ...READ_ALL }, scope: 'admin' },
  'key:create': { allow: { 'signed-in': 'own', admin: 'any' }, scope: 'admin' },
  'key:revoke': { allow: { 'signed-in': 'own', admin: 'any' }, scope: 'admin' },
  // Whatever a key may be used for, it may see how much it was.
  'usage:read': { allow: { 'signed-in': 'own' }, scope: 'any' },

  'audit:read': { allow: { ...READ_ALL }, scope: 'admin' },

  'match:run': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'match' },

  'enquiry:create': { allow: { 'signed-in': 'any' }, scope: null },
  'enquiry:read': { allow: { 'signed-in': 'own', enterprise: 'organisation', association_editor: 'organisation', association_secretary: 'organisation', bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'match' },
  'enquiry:change': { allow: { 'signed-in': 'own' }, scope: null },
  'enquiry:handle': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'match' },
  'panel:read': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'match' },
  'conflict:decide': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: null },
  'assignment:answer': { allow: { expert: 'any' }, scope: null },
  'challenge:make': { allow: { 'signed-in': 'own', enterprise: 'organisation', association_secretary: 'organisation' }, scope: null },
  'challenge:decide': { allow: { bureau_leader: 'any', admin: 'any' }, scope: null },

  'consent:change': { allow: { 'signed-in': 'own' }, scope: null },
  'hold:place': { allow: { bureau_leader: 'any', admin: 'any' }, scope: 'admin' },
  'takedown:request': { allow: { 'signed-in': 'any' }, scope: null },
  'expert:read': { allow: { visitor: 'any' }, scope: 'read:public' },
  'expert:read-all': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'admin' },
  'expert:import': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'admin' },
  'expert:create': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'admin' },
  'expert:change': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'admin' },
  'expert:review': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'admin' },
  'expert:export': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'admin' },
  'expert:apply': { allow: { 'signed-in': 'any' }, scope: null },
  'expert:self': { allow: { 'signed-in': 'own' }, scope: null },

  'takedown:decide': { allow: { bureau_leader: 'any', admin: 'any' }, scope: 'admin' },

  // A draw is public, its list is not; who is present as an auditor is a person, never a key.
  'draw:read': { allow: { visitor: 'any' }, scope: 'read:public' },
  'draw:read-list': { allow: { bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'match' },
  'draw:create': { allow: { bureau_officer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'match' },
  'draw:nonce': { allow: { 'signed-in': 'any' }, scope: 'match' },
  'draw:observe': { allow: { auditor: 'any' }, scope: null },
  'draw:reveal': { allow: { bureau_officer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'match' },
  'draw:abort': { allow: { bureau_officer: 'any', bureau_leader: 'any', admin: 'any' }, scope: 'match' },

  // Drafting is the association's own; what is open to the public (approved projects, consultations, published texts) everybody reads.
  'standard:read': { allow: { visitor: 'any' }, scope: 'read:public' },
  'standard:read-all': { allow: { 'signed-in': 'own', association_editor: 'organisation', association_secretary: 'organisation', bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any', ...READ_ALL }, scope: 'read:standards' },
  'standard:propose': { allow: { association_editor: 'organisation', association_secretary: 'organisation' }, scope: 'write:drafts' },
  // A member of the working group drafts as an owner does.
  'standard:draft': { allow: { 'signed-in': 'own', association_editor: 'organisation', association_secretary: 'organisation' }, scope: 'write:drafts' },
  'standard:move': { allow: { association_secretary: 'organisation' }, scope: 'write:drafts' },
  'standard:rules': { allow: { association_secretary: 'organisation' }, scope: null },
  'comment:make': { allow: { visitor: 'any' }, scope: 'read:public' },
  'comment:answer': { allow: { association_editor: 'organisation', association_secretary: 'organisation' }, scope: 'write:drafts' },
  'review:manage': { allow: { association_secretary: 'organisation' }, scope: 'write:drafts' },
  'review:vote': { allow: { 'signed-in': 'own' }, scope: null },
  'adoption:declare': { allow: { enterprise: 'organisation' }, scope: null },
  'adoption:check': { allow: { association_secretary: 'any', bureau_officer: 'any', bureau_reviewer: 'any', bureau_leader: 'any' }, scope: null },
} as const satisfies Record<string, Permission>
export type Action = keyof typeof PERMISSIONS

/**
 * May the actor do this? Without a subject: to some subject at all, which is what the door of an endpoint asks;
 * whoever then touches one subject asks again with it.
 */
export function can(actor: Actor, action: Action, subject?: Subject): boolean {
  const { allow, scope }: Permission = PERMISSIONS[action]
  if (actor.kind === 'system') return true
  // A key whose scopes leave it out still reads what every visitor may.
  if (allow.visitor) return true
  if (actor.kind === 'visitor') return false
  if (actor.kind === 'key' && scope !== 'any' && (scope === null || !actor.scopes?.includes(scope))) return false
  const own = allow['signed-in']
  if (own && reaches(own, actor, null, subject)) return true
  return actor.grants.some((grant) => {
    const reach = allow[grant.role]
    return reach !== undefined && reaches(reach, actor, grant, subject)
  })
}

function reaches(reach: Reach, actor: Actor, grant: Grant | null, subject: Subject | undefined): boolean {
  if (reach === 'any' || !subject) return true
  if (reach === 'own') return actor.userId !== null && subject.ownerId === actor.userId
  return grant?.organisationId != null && subject.organisationId === grant.organisationId
}

/** Officers and administrators: those for whom a second factor can be required. */
export const PRIVILEGED: ReadonlySet<Role> = new Set(['bureau_officer', 'bureau_reviewer', 'bureau_leader', 'auditor', 'admin'])
export const isPrivileged = ({ grants }: Pick<Actor, 'grants'>): boolean => grants.some(({ role }) => PRIVILEGED.has(role))
export const holds = ({ grants }: Pick<Actor, 'grants'>, ...roles: readonly Role[]): boolean => grants.some(({ role }) => roles.includes(role))
