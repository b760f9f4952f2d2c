import { AuditError, messageOf } from '../errors.ts'
import type { DatabaseEntry } from '../many/target.ts'
import { newTally, type Tally } from '../many/tally.ts'
import type { Rule } from '../rule.ts'
import { describeTarget } from '../source/server.ts'
import { auditTenants } from './audit-tenants.ts'
import { auditWhole } from './audit-whole.ts'
import type { Io } from './io.ts'
import { limiter } from './limiter.ts'
import type { Progress } from './progress.ts'
import type { TargetsFile } from './read-targets.ts'
import { redact } from './redact.ts'
import type { Settings } from './settings.ts'
import type { Accepting } from './target-run.ts'

export interface TargetsRun {
  readonly file: TargetsFile
  readonly rules: readonly Rule[]
  readonly settings: Settings
  readonly accepting: Accepting
  readonly io: Io
  readonly progress: Progress
}

/**
 * Audits every database, some at a time. One that cannot be audited is in the tally with its reason, and the others go on. Throws
 * AuditError('interrupted') once every connection has ended.
 */
export async function auditTargets({ file, rules, settings, accepting, io, progress }: TargetsRun): Promise<Tally> {
  const tally = newTally()
  let found = file.entries.length
  let done = 0
  const show = (): void => progress.step(`${done} of ${found} audited…`)
  const overall = limiter(file.concurrency)
  const servers = new Map<string, ReturnType<typeof limiter>>()
  const turnOf = (server: string): ReturnType<typeof limiter> => {
    const known = servers.get(server) ?? limiter(file.perServer)
    servers.set(server, known)
    return known
  }
  show()
  const auditOne = async (entry: DatabaseEntry): Promise<void> => {
    if (io.signal.aborted) return
    const late = AbortSignal.timeout(file.timeout * 1000)
    const run = {
      rules,
      settings,
      accepting,
      io: { ...io, signal: AbortSignal.any([io.signal, late]) },
      onFound: (targets: number) => {
        found += targets - 1
        show()
      },
      onJudged: (...[target, judged]: Parameters<Tally['add']>) => {
        if (judged.unmeasured === null) tally.add(target, judged)
        else tally.fail(target, judged.unmeasured)
        done++
        show()
      },
    }
    try {
      await (entry.eachSchema ? auditTenants(entry, run) : auditWhole(entry, run))
    } catch (thrown) {
      if (io.signal.aborted) return
      const reason = late.aborted
        ? `it took longer than ${file.timeout} s: raise "timeout" in the file of --targets`
        : reasonOf(thrown)
      tally.fail({ name: entry.name, kind: 'database', schema: null }, reason)
      done++
      show()
    }
  }
  await Promise.all(file.entries.map((entry) => turnOf(serverOf(entry, io.env))(() => overall(() => auditOne(entry)))))
  if (io.signal.aborted) throw new AuditError('interrupted', 'Interrupted.')
  return tally
}

/** Databases of one host and port share it; files are no server's. */
function serverOf({ name, from }: DatabaseEntry, env: Io['env']): string {
  return from.kind === 'server' ? hostsOf(describeTarget(from.url, env)) : `file ${name}`
}

/** Without the database: `app on db.example.com:5432`. */
const hostsOf = (label: string): string => label.slice(label.lastIndexOf(' on ') + ' on '.length)

/** One sentence, whatever was thrown: one broken database must not cost the report of the others. */
function reasonOf(thrown: unknown): string {
  const said = redact(messageOf(thrown))
  return thrown instanceof AuditError ? said : `${said}: this is a bug in pte-db-audit`
}
