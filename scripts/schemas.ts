import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { checks } from '../src/checks/index.ts'
import { planSchema } from '../src/fix/plan-schema.ts'
import { targetsSchema } from '../src/many/targets-schema.ts'
import { packageRoot } from '../src/package-root.ts'
import { reportSchema } from '../src/report/report-schema.ts'
import { targetsReportSchema } from '../src/report/targets-report-schema.ts'
import { baselineSchema } from '../src/rules/baseline-schema.ts'
import { configSchema } from '../src/rules/config-schema.ts'
import { ruleSchema } from '../src/rules/rule-schema.ts'

type Schema = Readonly<Record<string, unknown>>

/** What a person writes, before transformations; what JSON Schema cannot say (a cross-check of two keys) is left to the tool. */
const jsonSchema = (schema: GenericSchema): Schema => {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' })
  return rest
}

/** The params that a rule may have depend on the check that it names. */
function ruleJsonSchema(): Schema {
  const rule = jsonSchema(ruleSchema)
  const properties = rule['properties'] as Readonly<Record<string, Schema>>
  return {
    ...rule,
    properties: { ...properties, check: { ...properties['check'], enum: checks.map(({ id }) => id) } },
    allOf: checks.map(({ id, params, scope }) => ({
      if: { properties: { check: { const: id } }, required: ['check'] },
      // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word
      then: {
        properties: { params: jsonSchema(params) },
        ...(scope === 'table' ? { required: ['tables'] } : { not: { required: ['tables'] } }),
      },
    })),
  }
}

const titled = (title: string, schema: Schema): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title,
  ...schema,
})

/** The JSON Schemas that ship in `schemas/`, by file name. */
export const jsonSchemas = (): Readonly<Record<string, Schema>> => ({
  'rule.schema.json': titled('A rule of pte-db-audit', ruleJsonSchema()),
  'config.schema.json': titled('pte-db-audit.yaml', jsonSchema(configSchema)),
  'baseline.schema.json': titled('The file of pte-db-audit check --baseline', jsonSchema(baselineSchema)),
  'report.schema.json': titled('The report of pte-db-audit check --format json', jsonSchema(reportSchema)),
  'targets.schema.json': titled('The databases of pte-db-audit check --targets', jsonSchema(targetsSchema)),
  'targets-report.schema.json': titled(
    'The report of pte-db-audit check --targets --format json',
    jsonSchema(targetsReportSchema),
  ),
  'plan.schema.json': titled('A plan of pte-db-audit fix --style plan', jsonSchema(planSchema)),
})

/** The bytes of one schema file. */
export const schemaText = (schema: Schema): string => `${JSON.stringify(schema, null, 2)}\n`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(join(packageRoot, 'schemas'), { recursive: true })
  for (const [name, schema] of Object.entries(jsonSchemas()))
    writeFileSync(join(packageRoot, 'schemas', name), schemaText(schema))
}
