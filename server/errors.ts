// What can go wrong in the service's own terms; no HTTP in it. `http/problem.ts` maps each code once.

export type Code = 'invalid-input' | 'not-found' | 'gone' | 'method-not-allowed' | 'too-large' | 'engine-unavailable' | 'engine-failed' | 'database-unavailable' | 'internal'

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

export class Gone extends DomainFailure {
  constructor(detail: string) {
    super('gone', detail)
  }
}
