/** A database that is to be audited, as the file of `--targets` has it. Its URLs may hold passwords and are never printed. */
export interface DatabaseEntry {
  readonly name: string
  readonly from:
    | { readonly kind: 'server'; readonly url: string; readonly replicas: readonly string[] }
    | { readonly kind: 'snapshot'; readonly file: string }
  /** Names or globs; empty for what the config says. */
  readonly schemas: readonly string[]
  /** Each of these schemas is a target by itself. */
  readonly eachSchema: boolean
}

/** What rules are held against as a whole: a database, or one of many schemas that are alike. */
export interface Target {
  /** `app`; `tenants/tenant_003` for a schema. */
  readonly name: string
  readonly kind: 'database' | 'schema'
  /**
   * The schema that is left out of what its findings are called, for they are the same in others: that of a tenant, and for a database of
   * tenants the one that its statements are held against. Null for other databases.
   */
  readonly schema: string | null
}
