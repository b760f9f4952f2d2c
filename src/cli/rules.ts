import { ExitCode } from '../exit-code.ts'
import { renderRules } from '../report/rules-table.ts'
import type { Loaded } from '../rules/load.ts'
import { columnsOf, wantsColor, type Io } from './io.ts'
import { loadRulesFor, type RuleOptions } from './load-rules.ts'

export interface RulesOptions extends RuleOptions {
  readonly color: boolean
  readonly json?: true
}

/** Lists the rules that a `check` with the same config would run, and those that the config switches off. */
export async function rules(options: RulesOptions, io: Io): Promise<ExitCode> {
  const listed = listedOf(await loadRulesFor(options, io))
  if (options.json) {
    io.stdout.write(`${JSON.stringify(listed, null, 2)}\n`)
    return ExitCode.clean
  }
  io.stdout.write(renderRules(listed, { columns: columnsOf(io), color: wantsColor(io, options.color) }))
  return ExitCode.clean
}

const listedOf = ({ written, off }: Loaded) => {
  const reasons = new Map(off.map(({ id, reason }) => [id, reason]))
  return [...written.values()]
    .map(({ text, yaml }) => ({
      id: text.id,
      plan: text.plan ?? null,
      phase: text.phase ?? null,
      priority: text.priority ?? null,
      severity: text.severity,
      summary: text.summary.trim(),
      check: text.check,
      tables: text.tables ?? [],
      file: yaml.file,
      off: reasons.get(text.id) ?? null,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
