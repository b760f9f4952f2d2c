import { readSource } from '../cli/read-source.ts'
import { readConfig } from '../rules/config.ts'
import type { Snapshot } from '../snapshot.ts'
import { given } from './given.ts'
import type { CollectOptions } from './options.ts'
import { collectOptionsSchema } from './options-schema.ts'
import { rejecting } from './rejecting.ts'
import type { AuditSource } from './source.ts'
import { selectionOf } from './selection-of.ts'
import { withRun } from './with-run.ts'

/** What `check --save-snapshot` would write. */
export const collect = (source: AuditSource, options?: CollectOptions): Promise<Snapshot> =>
  rejecting(async () => {
    const known = given(collectOptionsSchema, options)
    return withRun(source, known, async (run) => {
      const config = await readConfig(run.io.cwd, known.config)
      return (await readSource(run, config, selectionOf(known))).snapshot
    })
  }, options?.signal)
