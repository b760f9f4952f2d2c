interface InTable {
  readonly schema: string
  readonly table: string
  readonly name: string
}

/**
 * What drizzle-kit keeps of a schema, an entry for each object, as its snapshots since 1.0 have them (`ddl`, and `deltas` from version 9
 * on). Texts are those of the lines in the schema file, not those that PostgreSQL prints.
 */
export type DrizzleRow =
  | { readonly entityType: 'tables'; readonly schema: string; readonly name: string; readonly isRlsEnabled: false }
  | DrizzleColumnRow
  | DrizzleIndexRow
  | DrizzleKeyRow
  | DrizzleForeignKeyRow
  | (InTable & { readonly entityType: 'checks'; readonly value: string })

export interface DrizzleColumnRow extends InTable {
  readonly entityType: 'columns'
  readonly type: string
  readonly typeSchema: null
  readonly notNull: boolean
  readonly dimensions: 0
  /** SQL; null for none. */
  readonly default: string | null
  readonly generated: { readonly as: string; readonly type: 'stored' } | null
  readonly identity: null
}

export interface DrizzleIndexRow extends InTable {
  readonly entityType: 'indexes'
  readonly nameExplicit: true
  readonly columns: readonly {
    readonly value: string
    readonly isExpression: boolean
    readonly asc: boolean
    readonly nullsFirst: boolean
    readonly opclass: null
  }[]
  readonly isUnique: boolean
  readonly where: string | null
  readonly with: ''
  readonly method: string
  readonly concurrently: false
}

export type DrizzleKeyRow = InTable & { readonly columns: readonly string[]; readonly nameExplicit: boolean } & (
    { readonly entityType: 'pks' } | { readonly entityType: 'uniques'; readonly nullsNotDistinct: false }
  )

export interface DrizzleForeignKeyRow extends InTable {
  readonly entityType: 'fks'
  readonly nameExplicit: true
  readonly columns: readonly string[]
  readonly schemaTo: string
  readonly tableTo: string
  readonly columnsTo: readonly string[]
  readonly onUpdate: 'NO ACTION'
  readonly onDelete: string
}
