import type { Draft } from './draft.ts'
import type { Handler } from './scenario.ts'

/** A page unless `page` says that it is a job. */
export const handler = (
  { random }: Draft,
  name: string,
  requests: number,
  run: Handler['run'],
  { page = random.chance(0.8) }: { readonly page?: boolean } = {},
): Handler => ({ name: `${name} ${random.between(1, 1e6)}`, requests, page, run })
