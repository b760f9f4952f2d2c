/** An error that PostgreSQL reported: the fields node-postgres uses, so that both kinds of connection fail alike. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  /** SQLSTATE. */
  readonly code: string
  readonly detail: string | undefined
  readonly hint: string | undefined
  /** In characters from 1, into the text of the whole message that was sent. */
  readonly position: string | undefined
  readonly where: string | undefined
  /** The constraint that a row violates. */
  readonly constraint: string | undefined

  /** Takes an ErrorResponse's fields by their one-letter codes (manual, 54.8 "Error and Notice Message Fields"). */
  constructor(fields: Readonly<Record<string, string>>) {
    super(fields['M'] ?? 'unknown error')
    this.code = fields['C'] ?? 'XX000'
    this.detail = fields['D']
    this.hint = fields['H']
    this.position = fields['P']
    this.where = fields['W']
    this.constraint = fields['n']
  }
}
