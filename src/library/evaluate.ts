import { settingsOf } from '../cli/settings.ts'
import { AuditError } from '../errors.ts'
import { evaluate as evaluateRules, type Evaluation } from '../evaluate.ts'
import type { Rule } from '../rule.ts'
import { readConfig } from '../rules/config.ts'
import { mistakeText } from '../rules/mistake.ts'
import type { Snapshot } from '../snapshot.ts'
import { validSnapshot } from '../source/snapshot-file.ts'
import { loadParser } from '../sql/parse.ts'
import { given } from './given.ts'
import type { EvaluateOptions } from './options.ts'
import { evaluateOptionsSchema } from './options-schema.ts'
import { rejecting } from './rejecting.ts'

/** Rules against a snapshot. */
export const evaluate = (snapshot: Snapshot, rules: readonly Rule[], options?: EvaluateOptions): Promise<Evaluation> =>
  rejecting(async () => {
    const { cwd = process.cwd(), config: file, ...scope } = given(evaluateOptionsSchema, options)
    const { config, mistakes } = await readConfig(cwd, file)
    if (mistakes.length > 0) throw new AuditError('config', mistakes.map(mistakeText).join('\n'))
    await loadParser()
    const valid = await validSnapshot(snapshot, 'the snapshot')
    return evaluateRules(valid, rules, settingsOf({ ...scope, color: false }, config).evaluate)
  })
