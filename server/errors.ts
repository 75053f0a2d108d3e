// What can go wrong in the service's own terms; no HTTP in it. `http/problem.ts` maps each code once.
import type { Action, Actor, Subject } from './access/access.ts'

export type Code =
  | 'invalid-input'
  | 'not-signed-in'
  | 'not-allowed'
  | 'second-factor-needed'
  | 'form-expired'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported-media-type'
  | 'too-many'
  | 'internal'
  | 'engine-failed'
  | 'engine-unavailable'
  | 'database-unavailable'

export interface Issue {
  /** JSON pointer, or `#/query/<name>` for a query parameter. */
  pointer: string
  detail: string
}

export class DomainFailure extends Error {
  readonly code: Code
  readonly issues: readonly Issue[]
  constructor(code: Code, detail: string, issues: readonly Issue[] = [], options?: ErrorOptions) {
    super(detail, options)
    this.name = 'DomainFailure'
    this.code = code
    this.issues = issues
  }
}

export class InvalidInput extends DomainFailure {
  constructor(issues: readonly Issue[]) {
    super('invalid-input', '请求里有不符合要求的内容，请按 errors 逐项改正', issues)
  }
}

export class NotFound extends DomainFailure {
  constructor(detail = '没有这一项；请检查地址或编号') {
    super('not-found', detail)
  }
}

export class MethodNotAllowed extends DomainFailure {
  constructor(detail: string) {
    super('method-not-allowed', detail)
  }
}

export class UnsupportedMediaType extends DomainFailure {
  constructor(detail: string) {
    super('unsupported-media-type', detail)
  }
}

export class Gone extends DomainFailure {
  constructor(detail: string) {
    super('gone', detail)
  }
}

export class NotSignedIn extends DomainFailure {
  constructor(detail = '请先登录；程序请在 Authorization 里带上接口密钥') {
    super('not-signed-in', detail)
  }
}

/** Carries what was refused, so that the audit trail can say it. */
export class NotAllowed extends DomainFailure {
  readonly actor: Actor
  readonly action: Action
  readonly subject: Subject | undefined
  constructor(actor: Actor, action: Action, subject?: Subject) {
    super('not-allowed', '您的身份不能做这件事；需要时请向管理员申请权限')
    this.actor = actor
    this.action = action
    this.subject = subject
  }
}

export class SecondFactorNeeded extends DomainFailure {
  constructor() {
    super('second-factor-needed', '这个身份必须启用动态口令：请在“我的账户”里设置后再来')
  }
}

export class FormExpired extends DomainFailure {
  constructor() {
    super('form-expired', '这张表单已经失效；请返回上一页，刷新后再提交')
  }
}

export class Conflict extends DomainFailure {
  constructor(detail = '别人先一步改动了它；请刷新后再试') {
    super('conflict', detail)
  }
}

export class TooMany extends DomainFailure {
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number, detail = '请求太频繁，请稍候再试') {
    super('too-many', detail)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
