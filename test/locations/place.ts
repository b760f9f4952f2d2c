import type { Finding } from '../../src/finding.ts'
import { locate } from '../../src/locations/locate.ts'
import type { Places } from '../../src/locations/places.ts'
import { finding } from '../report/sample.ts'

/** What differs from a finding about the table `public.t`. */
export type About = Partial<Omit<Finding, 'object'>> & { readonly object: Partial<Finding['object']> }

/** `schema.ts:7`, for each place of such a finding. */
export function placesFor({ object, ...about }: About, sources: readonly Places[]): readonly string[] {
  const fact = { rule: 'r', severity: 'error', verdict: 'missing', subject: 's', message: 'm', remedy: '' } as const
  const [located] = locate(
    [finding({ ...fact, ...about, object: { schema: 'public', relation: 't', kind: 'table', ...object } })],
    sources,
  )
  return (located?.locations ?? []).map(({ file, line }) => `${file}:${line}`)
}

export const index = (name: string): About => ({ object: { kind: 'index', name } })
export const column = (name: string): About => ({ object: { kind: 'column', columns: [name] } })
export const constraint = (name: string): About => ({ object: { kind: 'constraint', name } })
