import { type GenericSchema } from 'valibot'
import { AuditError } from '../errors.ts'
import { pathText } from '../rules/mistake.ts'
import { validate } from '../rules/problems.ts'

/** The options of a call, without those that are undefined. Throws AuditError('usage') with every mistake: not all callers are compiled. */
export function given<Options extends object>(schema: GenericSchema<unknown, Options>, options: unknown = {}): Given<Options> {
  const validated = validate(schema, options)
  if (!('output' in validated))
    throw new AuditError(
      'usage',
      validated.problems.map(({ path, message }) => `${pathText(['options', ...path])}: ${message}`).join('\n'),
    )
  return Object.fromEntries(Object.entries(validated.output).filter(([, value]) => value !== undefined)) as Given<Options>
}

export type Given<Options> = { [Key in keyof Options]: Exclude<Options[Key], undefined> }
