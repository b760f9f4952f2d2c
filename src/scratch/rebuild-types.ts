import { literal, qualified, quote } from '../identifier.ts'
import type { Domain, Relation, Snapshot } from '../snapshot.ts'
import { standInFor } from '../source/migrations/stand-ins.ts'
import { bundlesOf } from './extensions.ts'
import { keyOf } from './rebuild-scope.ts'
import type { BuildStatement } from './rebuild-table.ts'

/** Extensions of the snapshot that the embedded PostgreSQL has, for its start; sorted. */
export const embeddableExtensions = (snapshot: Snapshot): readonly string[] =>
  snapshot.extensions.filter(({ name, standIn }) => !standIn && bundlesOf(name) !== null).map(({ name }) => name)

/** Schemas that something is made in. */
export function schemasFor(snapshot: Snapshot): readonly string[] {
  const { relations, extensions, enums, domains, functions, sequences } = snapshot
  const schemas = new Set(
    [relations, extensions, enums, domains, functions, sequences].flatMap((all) => all.map(({ schema }) => schema)),
  )
  return [...schemas].filter((schema) => !schema.startsWith('pg_')).toSorted()
}

export interface ExtensionStatement {
  readonly what: string
  readonly sql: string
  /** What takes its place where it cannot be created: its types and functions by name, without its code, as for migrations. */
  readonly standIns: readonly string[]
}

/** The tables' types and operator classes may be an extension's. */
export const extensionsFor = (snapshot: Snapshot): readonly ExtensionStatement[] =>
  snapshot.extensions.map(({ name, schema }) => {
    // One that lives in a schema of the system's (plpgsql, pg_cron) says so itself.
    const place = schema.startsWith('pg_') ? '' : ` SCHEMA ${quote(schema)}`
    return {
      what: `the extension ${quote(name)}`,
      sql: `CREATE EXTENSION IF NOT EXISTS ${quote(name)}${place} CASCADE`,
      standIns: standInFor(name, schema.startsWith('pg_') ? 'public' : schema),
    }
  })

/** Enums and domains that columns are of, a domain after the type that it is based on. */
export function typesFor(snapshot: Snapshot, tables: readonly Relation[]): readonly BuildStatement[] {
  const used = new Set(
    tables.flatMap(({ columns }) => columns.flatMap(({ type, domain }) => [type, domain ? qualified(domain) : type])),
  )
  const isUsed = (name: string): boolean => used.has(name) || used.has(`${name}[]`)
  const domains: Domain[] = []
  const add = (domain: Domain): void => {
    if (domains.includes(domain)) return
    const base = snapshot.domains.find((other) => other !== domain && isBasedOn(domain, qualified(other)))
    used.add(domain.type)
    if (base) add(base)
    domains.push(domain)
  }
  for (const domain of snapshot.domains) if (isUsed(qualified(domain))) add(domain)
  const enums = snapshot.enums.filter((type) => isUsed(qualified(type)))
  return [
    ...enums.map((type) => ({
      what: `the type ${qualified(type)}`,
      sql: `CREATE TYPE ${qualified(type)} AS ENUM (${type.labels.map(literal).join(', ')})`,
    })),
    ...domains.flatMap(domainStatements),
  ]
}

const isBasedOn = (domain: Domain, name: string): boolean => domain.type === name || domain.type === `${name}[]`

function domainStatements(domain: Domain): readonly BuildStatement[] {
  const name = qualified(domain)
  const value = domain.default === null ? '' : ` DEFAULT ${domain.default}`
  return [
    { what: `the domain ${name}`, sql: `CREATE DOMAIN ${name} AS ${domain.type}${value}${domain.notNull ? ' NOT NULL' : ''}` },
    ...domain.checks.map((check) => ({
      what: `the constraint ${quote(check.name)} of the domain ${name}`,
      sql: `ALTER DOMAIN ${name} ADD CONSTRAINT ${quote(check.name)} ${check.definition}`,
    })),
  ]
}

/**
 * The functions that triggers call, those of other tables too: a plan may use one of them. A snapshot has no others: what a default or an
 * index calls beside the system's is missed.
 */
export function functionsFor(
  snapshot: Snapshot,
  relations: readonly Relation[],
): { readonly statements: readonly BuildStatement[]; readonly notBuilt: readonly string[] } {
  const called = new Set(relations.flatMap(({ triggers }) => triggers.map((trigger) => keyOf(trigger.function))))
  const own = snapshot.functions.filter(({ extension }) => extension === null)
  // A language that no table of the copy needs may not be there.
  const wanted = own.filter((each) => called.has(keyOf(each)) || each.language === 'plpgsql')
  return {
    statements: wanted.flatMap(({ definition, ...name }) =>
      definition === null ? [] : [{ what: `the function ${qualified(name)}`, sql: definition }],
    ),
    notBuilt: own
      .filter((each) => each.definition === null && called.has(keyOf(each)))
      .map((name) => `not built: the function ${qualified(name)}, whose definition is not in the snapshot`),
  }
}
