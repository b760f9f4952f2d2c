import { type Environment, connectTarget } from './connect-target.ts'

/** The same server and role, another database: a target for `connect`, which may hold a password and must not be printed. */
export function withDatabase(target: string, env: Environment, database: string): string {
  const { parameters } = connectTarget(target, env)
  return [...new Map([...parameters, ['dbname', database]])].map(([keyword, value]) => `${keyword}=${pair(value)}`).join(' ')
}

/** libpq's quotes: a backslash protects quotes and itself. */
const pair = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
