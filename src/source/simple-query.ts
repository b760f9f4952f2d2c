import type { OnColumns, OnRow, TextRow } from '../collect/connection.ts'

/** The part of node-postgres' protocol connection that a query needs. */
interface Wire {
  query(text: string): void
  sendCopyFail(message: string): void
}

export interface SimpleQuery {
  submit(wire: Wire): Error | null
  handleRowDescription(message: { readonly fields: readonly { readonly name: string }[] }): void
  handleDataRow(message: { readonly fields: TextRow }): void
  handleCommandComplete(): void
  handleEmptyQuery(): void
  handleReadyForQuery(): void
  handleError(error: Error): void
  handlePortalSuspended(): void
  handleCopyInResponse(wire: Wire): void
  handleCopyData(): void
}

/**
 * A query as node-postgres' client takes it (its "submittable", as pg-cursor is one), which hands over the values as they are decoded:
 * nothing is kept, no result is built, every value stays text.
 */
export function simpleQuery(
  text: string,
  onRow: OnRow | undefined,
  onColumns: OnColumns | undefined,
  settle: (error: Error | null) => void,
): SimpleQuery {
  let statement = 0
  let failure: Error | null = null
  return {
    submit(wire) {
      wire.query(text)
      return null
    },
    handleRowDescription({ fields }) {
      onColumns?.(
        statement,
        fields.map(({ name }) => name),
      )
    },
    handleDataRow({ fields }) {
      if (!onRow || failure) return
      try {
        onRow(statement, fields)
      } catch (thrown) {
        // The rest of the answer still has to be read off the wire.
        failure = thrown instanceof Error ? thrown : new Error(String(thrown))
      }
    },
    handleCommandComplete() {
      statement++
    },
    handleEmptyQuery() {
      statement++
    },
    handleReadyForQuery() {
      settle(failure)
    },
    handleError(error) {
      settle(failure ?? error)
    },
    handlePortalSuspended() {},
    handleCopyInResponse(wire) {
      wire.sendCopyFail('pte-db-audit sends no data')
    },
    handleCopyData() {},
  }
}
