/** What went wrong, coarsely: the kind decides no behaviour but helps a reader of JSON errors and of the tests. */
export type ErrorKind = 'usage' | 'config' | 'connection' | 'privilege' | 'source' | 'nothing-measured' | 'interrupted'

/**
 * The audit could not be done. The message is one sentence that names the place and the remedy and holds no secret;
 * it is printed as it stands, and the process ends with exit code 2 (130 for `interrupted`).
 */
export class AuditError extends Error {
  override readonly name = 'AuditError'
  readonly kind: ErrorKind
  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** The text of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
