import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { insertRow } from '../insert.ts'
import { busyList } from './busy-list.ts'
import { isWritable } from './is-writable.ts'

/** Rows are added, and the server itself looks up what each refers to: `… FOR KEY SHARE OF x`, recorded with track = all. */
export const foreignKeyChecks: Kind = {
  name: 'foreign-key check',
  build: (draft) => {
    const tie = takeToOne(draft, (candidate) => candidate.declared && isWritable(draft, candidate.child))
    if (!tie) return null
    const { random } = draft
    const inserts = random.scale(50, 1500)
    // Half of the time as many rows are listed as are added, so that the numbers alone say nothing.
    const size = random.between(5, 50)
    const lists = Math.ceil((random.chance(0.5) ? inserts : random.scale(50, 3000)) / size)
    return {
      tracksAll: true,
      handlers: [
        busyList(draft, foreignKeyChecks.name, tie.child, size, lists),
        handler(draft, foreignKeyChecks.name, inserts, async (session, numbers) => {
          await insertRow(session, numbers, draft.domain, tie.child)
        }),
      ],
      innocent: [{ kind: foreignKeyChecks.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
