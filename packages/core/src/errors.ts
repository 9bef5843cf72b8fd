const MARK = Symbol.for('headroom.error')

export type HeadroomErrorCode = 'invalid-options' | 'invalid-request' | 'closed' | 'unknown-client'

/**
 * An error that a caller can act on. Nothing that happens while a request is compressed becomes one: that is recorded
 * in the trace, and the request goes on as it came.
 */
export class HeadroomError extends Error {
  readonly code: HeadroomErrorCode
  readonly [MARK] = true

  constructor(code: HeadroomErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HeadroomError'
    this.code = code
  }

  /** True for errors of this class, from whichever copy of the package they come. */
  static isInstance(error: unknown): error is HeadroomError {
    return typeof error === 'object' && error !== null && MARK in error
  }
}
