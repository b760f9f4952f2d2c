import { randomBytes } from 'node:crypto'
import type { Connection } from '../collect/connection.ts'
import { AuditError, messageOf } from '../errors.ts'
import { quote } from '../identifier.ts'
import type { Environment } from './connect-target.ts'
import { connect } from './server.ts'
import { withDatabase } from './with-database.ts'

/**
 * Runs `work` in a new, empty database of that server and drops it afterwards, whatever happens. Rejects with AuditError: `connection`,
 * or `privilege` when the role may not create databases.
 */
export async function inThrowAwayDatabase<Result>(
  target: string,
  env: Environment,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const name = `pte_db_audit_${randomBytes(6).toString('hex')}`
  const administrator = await connect(target, env, { signal })
  try {
    await administrator.simple(`create database ${quote(name)} template template0`).catch((thrown: unknown) => {
      throw new AuditError(
        'privilege',
        `--verify-on: no database can be created there (${messageOf(thrown)}). Name a server where this role has CREATEDB, or leave the option out.`,
        { cause: thrown },
      )
    })
    try {
      const connection = await connect(withDatabase(target, env, name), env, { signal })
      try {
        return await work(connection)
      } finally {
        await connection.close().catch(() => undefined)
      }
    } finally {
      // A session that was broken off may still be in it.
      await administrator.simple(`drop database if exists ${quote(name)} with (force)`).catch((thrown: unknown) => {
        throw new AuditError(
          'source',
          `--verify-on: the database ${name} could not be dropped (${messageOf(thrown)}). Drop it by hand.`,
          { cause: thrown },
        )
      })
    }
  } finally {
    await administrator.close().catch(() => undefined)
  }
}
