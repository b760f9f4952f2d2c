import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { valuesOf } from '../find.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one } from '../reads.ts'
import { volume } from '../volume.ts'

/** All rows of a list refer to the same row, which is read once. */
export const cachedLookup: Kind = {
  name: 'one lookup for a list',
  build: (draft) => {
    const tie = takeToOne(draft)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [8, 500], rows: [200, 12_000] })
    const list = listOf(draft, tie.child, size, tie.columns)
    const read = one(draft, tie.parent, tie.key)
    return {
      handlers: [
        handler(draft, cachedLookup.name, requests, async (session, random) => {
          const first = (await list(session, random)).map((row) => valuesOf(row, tie.columns)).find((values) => values !== null)
          if (first) await read(session, first)
        }),
      ],
      innocent: [{ kind: cachedLookup.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
