import { createRequire } from 'node:module'
import { Ajv } from 'ajv'

const load = createRequire(import.meta.url)

/** The schema of SARIF 2.1.0 as its makers publish it with their own matchers. It is of draft 04: two of its words are not ajv's. */
const {
  $schema: _,
  id: __,
  ...schema
} = load('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Record<string, unknown>

export const validSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)
