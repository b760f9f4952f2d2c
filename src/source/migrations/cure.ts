import type { Node } from 'libpg-query'
import { literal, quote } from '../../identifier.ts'
import { bundlesOf } from '../../scratch/extensions.ts'
import type { DatabaseError } from '../../scratch/database-error.ts'
import type { Note } from '../../snapshot.ts'
import { createdExtension } from './extension-statements.ts'
import { providerOf } from './provides.ts'

/** What a real server has from elsewhere and an empty one lacks; once it is there, the failed statement is run again. */
export interface Cure {
  readonly statements: readonly string[]
  readonly severity: Note['severity']
  readonly message: string
  /** The embedded PostgreSQL must have been started with this extension. */
  readonly extension?: string
  /** A schema that the real server has in everybody's search_path. */
  readonly searchPath?: string
}

/** What would let a failed statement succeed, or null when the fault is the migration's own. */
export function cureFor(node: Node, error: DatabaseError): Cure | null {
  return missingRole(error) ?? missingSchema(node, error) ?? unloadedExtension(error) ?? missingExtension(error)
}

function missingRole({ code, message }: DatabaseError): Cure | null {
  const role = quotedName(message, 'role "', '" does not exist')
  if (code !== '42704' || role === null) return null
  return {
    statements: [`CREATE ROLE ${quote(role)}`],
    severity: 'info',
    message: `The role "${role}" is not created by the migrations; a role without rights took its place.`,
  }
}

/** Supabase keeps extensions in a schema of that name, which its platform creates and puts in every search_path. */
const PLATFORM_SCHEMA = 'extensions'

function missingSchema(node: Node, { code, message }: DatabaseError): Cure | null {
  const schema = quotedName(message, 'schema "', '" does not exist')
  if (code !== '3F000' || schema === null) return null
  if (schema !== PLATFORM_SCHEMA && createdExtension(node)?.schema !== schema) return null
  const create = `CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`
  // For the rest of this file as well as for the next ones; what the file set before stays in front.
  const widen = `SELECT pg_catalog.set_config('search_path', concat_ws(', ', nullif(pg_catalog.current_setting('search_path'), ''), ${literal(quote(schema))}), false)`
  return {
    statements: [create, widen],
    severity: 'info',
    message: `The schema "${schema}" is not created by the migrations; it was created, and put into the search_path.`,
    searchPath: schema,
  }
}

/** An extension created where only PostgreSQL sees it, as in a DO block: it is there once the database is started with it. */
function unloadedExtension({ code, message }: DatabaseError): Cure | null {
  const extension = quotedName(message, 'extension "', '" is not available')
  if (code !== '0A000' || extension === null || !bundlesOf(extension)) return null
  return {
    statements: [],
    severity: 'info',
    message: `The extension ${extension} is created by a statement inside another.`,
    extension,
  }
}

function missingExtension(error: DatabaseError): Cure | null {
  const provided = providerOf(error)
  if (!provided || !bundlesOf(provided.extension)) return null
  const { extension, wanted, schema } = provided
  const into = schema ?? 'public'
  return {
    statements: [
      `CREATE SCHEMA IF NOT EXISTS ${quote(into)}`,
      // CASCADE for the extensions that need another (earthdistance needs cube).
      `CREATE EXTENSION ${quote(extension)} SCHEMA ${quote(into)} CASCADE`,
    ],
    severity: 'warn',
    message: `${wanted} needs the extension ${extension}, which nothing creates before it; it was created here, and must exist on the server.`,
    extension,
  }
}

const quotedName = (message: string, before: string, after: string): string | null =>
  message.startsWith(before) && message.endsWith(after) ? message.slice(before.length, -after.length) : null
