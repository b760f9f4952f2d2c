import { dirname, resolve } from 'node:path'
import { AuditError, messageOf } from '../errors.ts'
import { expandVariables } from '../many/expand-variables.ts'
import type { DatabaseEntry } from '../many/target.ts'
import { targetsSchema, type TargetsText, type TargetText } from '../many/targets-schema.ts'
import { mistakeText } from '../rules/mistake.ts'
import { mistakesIn } from '../rules/parse-rule.ts'
import { type Problem, validate } from '../rules/problems.ts'
import { readYaml } from '../rules/yaml-file.ts'
import type { Note } from '../snapshot.ts'
import { parseConninfo } from '../source/conninfo.ts'
import { connectTarget } from '../source/connect-target.ts'
import type { Io } from './io.ts'

export interface TargetsFile extends Pick<TargetsText, 'concurrency' | 'perServer' | 'timeout'> {
  readonly entries: readonly DatabaseEntry[]
  readonly notes: readonly Note[]
}

/** Reads the file of --targets. Throws AuditError('config') with every mistake, one a line. */
export async function readTargets(file: string, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Promise<TargetsFile> {
  const path = resolve(cwd, file)
  const read = await readYaml(path, file)
  if (!('yaml' in read)) throw new AuditError('config', read.mistakes.map(mistakeText).join('\n'))
  const { yaml } = read
  const validated = validate(targetsSchema, yaml.value)
  const problems = 'output' in validated ? problemsIn(validated.output, env) : validated.problems
  if (!('output' in validated) || problems.length > 0)
    throw new AuditError('config', mistakesIn(yaml, problems).map(mistakeText).join('\n'))
  const { targets, ...limits } = validated.output
  const notes = targets.flatMap((target, at): readonly Note[] =>
    urlsOf(target)
      .filter(({ url }) => holdsPassword(url))
      .map(({ path: within }) => ({
        severity: 'warn',
        message: 'a password stands in this file: put it into an environment variable, and write ${NAME} here',
        file,
        line: yaml.at(['targets', at, ...within]).line,
      })),
  )
  return { ...limits, notes, entries: targets.map((target) => entryOf(target, dirname(path), env)) }
}

/** Every URL of a target, with its place in it. */
const urlsOf = ({ url, replicas = [] }: TargetText): readonly { readonly url: string; readonly path: Problem['path'] }[] => [
  ...(url === undefined ? [] : [{ url, path: ['url'] }]),
  ...replicas.map((replica, at) => ({ url: replica, path: ['replicas', at] })),
]

function problemsIn({ targets }: TargetsText, env: Io['env']): Problem[] {
  return targets.flatMap((target, at) => {
    const problem = (path: Problem['path'], message: string, onKey = false): Problem => ({
      path: ['targets', at, ...path],
      onKey,
      message,
    })
    const { name, url, snapshot, schemas, each, replicas } = target
    return [
      ...(targets.findIndex((other) => other.name === name) < at
        ? [problem(['name'], `${JSON.stringify(name)} is the name of another target. Give each its own.`)]
        : []),
      ...(url === undefined && snapshot === undefined ? [problem([], 'names no database. Add "url: …" or "snapshot: …".')] : []),
      ...(url !== undefined && snapshot !== undefined
        ? [problem(['snapshot'], 'There is a url, too. Keep one of them.', true)]
        : []),
      ...(replicas && snapshot !== undefined
        ? [problem(['replicas'], 'A snapshot has the counters that were saved with it. Remove this key.', true)]
        : []),
      ...(each && !schemas ? [problem(['each'], 'needs to know which. Add "schemas: …", such as "tenant_*".', true)] : []),
      ...urlsOf(target).flatMap(({ url: text, path }) => {
        const message = urlProblem(text, env)
        return message === null ? [] : [problem(path, message)]
      }),
    ]
  })
}

/** What is wrong with a URL; it is not repeated, for it may hold a password. */
function urlProblem(text: string, env: Io['env']): string | null {
  const expanded = expandVariables(text, env)
  if ('unset' in expanded) {
    const [first, ...more] = expanded.unset
    if (expanded.unset.includes('')) return '"${}" names no variable. Write its name between the braces.'
    return more.length > 0
      ? `The environment variables ${expanded.unset.join(', ')} are not set. Set them, or write the URL out.`
      : `The environment variable ${first} is not set. Set it, or write the URL out.`
  }
  try {
    connectTarget(expanded.text, env)
    return null
  } catch (thrown) {
    if (!(thrown instanceof AuditError)) throw thrown
    const message = messageOf(thrown)
    return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  }
}

/** A variable in its place is none. */
function holdsPassword(url: string): boolean {
  try {
    const password = parseConninfo(url).get('password')
    return password !== undefined && !password.includes('${')
  } catch {
    return false
  }
}

function entryOf(
  { name, url, snapshot, schemas, each, replicas = [] }: TargetText,
  folder: string,
  env: Io['env'],
): DatabaseEntry {
  const expanded = (text: string): string => {
    const result = expandVariables(text, env)
    return 'text' in result ? result.text : ''
  }
  return {
    name,
    from:
      url === undefined
        ? { kind: 'snapshot', file: resolve(folder, snapshot ?? '') }
        : { kind: 'server', url: expanded(url), replicas: replicas.map(expanded) },
    schemas: typeof schemas === 'string' ? [schemas] : (schemas ?? []),
    eachSchema: each !== undefined,
  }
}
