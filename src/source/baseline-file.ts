import { readFile, writeFile } from 'node:fs/promises'
import { Document } from 'yaml'
import { AuditError, messageOf } from '../errors.ts'
import type { Baseline, BaselineEntry } from '../gate/baseline.ts'
import { baselineSchema } from '../rules/baseline-schema.ts'
import { mistakeText } from '../rules/mistake.ts'
import { mistakesIn } from '../rules/parse-rule.ts'
import { validate } from '../rules/problems.ts'
import { readYaml } from '../rules/yaml-file.ts'

/** Room for some ten thousand findings. */
const MAX_BYTES = 4_000_000

/** Reads a baseline. `file` is the name that mistakes have. Rejects with AuditError('config') with all of them, one a line. */
export async function readBaseline(path: string, file: string): Promise<Baseline> {
  const read = await readYaml(path, file, MAX_BYTES)
  if (!('yaml' in read)) throw new AuditError('config', read.mistakes.map(mistakeText).join('\n'))
  const validated = validate(baselineSchema, read.yaml.value)
  if (!('output' in validated))
    throw new AuditError('config', mistakesIn(read.yaml, validated.problems).map(mistakeText).join('\n'))
  const { tool, accepted } = validated.output
  return { file, tool, entries: accepted.map(({ reason, ...entry }) => ({ ...entry, reason: reason ?? null })) }
}

const HEADER = ` Findings that were accepted: a check fails only for those that are not in here.
 The reasons are for people to write. --update-baseline adds and prunes, and keeps them.
`

/** Writes a baseline whose entries are sorted; a file that would stay the same is left alone. Rejects with AuditError('usage'). */
export async function writeBaseline(path: string, { file, tool, entries }: Baseline): Promise<void> {
  const document = new Document({ version: 1, tool, accepted: entries.map(written) })
  document.commentBefore = HEADER.trimEnd()
  const text = document.toString({ lineWidth: 0 })
  try {
    if ((await readFile(path, 'utf8').catch(() => null)) !== text) await writeFile(path, text)
  } catch (error) {
    throw new AuditError(
      'usage',
      `The baseline cannot be written to ${file}: ${messageOf(error)}. Name another file with --baseline.`,
    )
  }
}

const written = ({ rule, object, subject, reason }: BaselineEntry): Readonly<Record<string, string>> => ({
  rule,
  object,
  subject,
  ...(reason === null ? {} : { reason }),
})
