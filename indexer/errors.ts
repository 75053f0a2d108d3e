// Failures of the index, without HTTP in them; the server translates them once.

/** The search engine cannot be reached or is not ready; trying again later may help. */
export class EngineUnavailable extends Error {
  readonly code = 'engine-unavailable'
  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'EngineUnavailable'
  }
}

/** The search engine answered that it will not do this (wrong key, failed task); trying again will not help. */
export class EngineFailed extends Error {
  readonly code = 'engine-failed'
  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'EngineFailed'
  }
}
