import { qualified, quote } from '../../../src/identifier.ts'
import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { volume } from '../volume.ts'

/** Rows with what they refer to, in one statement. */
export const join: Kind = {
  name: 'join',
  build: (draft) => {
    const tie = takeToOne(draft)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 500], rows: [300, 12_000] })
    const on = tie.columns.map((column, at) => `c.${quote(column)} = p.${quote(tie.key[at]!)}`).join(' and ')
    return {
      handlers: [
        handler(draft, join.name, requests, async (session) => {
          await session.query(
            `select c.*, p.${quote(tie.key[0]!)} as parent from ${qualified(tie.child)} c join ${qualified(tie.parent)} p on ${on} limit $1`,
            [size],
          )
        }),
      ],
      innocent: [{ kind: join.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
