import { qualified, quote } from '../../../src/identifier.ts'
import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { valuesOf } from '../find.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import type { Tie } from '../ties.ts'
import { volume } from '../volume.ts'
import { isWritable } from './is-writable.ts'

/** An update by key for each row of a list. One per row, but a write: it cannot be read in one statement, and is not what the finding is about. */
export const writeLoop: Kind = {
  name: 'write per row',
  build: (draft) => {
    const tie = takeToOne(draft, (candidate) => isWritable(draft, candidate.parent) && setsOf(candidate) !== undefined)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 300], rows: [60, 1500] })
    const list = listOf(draft, tie.child, size, tie.columns)
    const set = quote(setsOf(tie)!)
    const where = tie.key.map((name, at) => `${quote(name)} = $${at + 1}`).join(' and ')
    return {
      handlers: [
        handler(draft, writeLoop.name, requests, async (session, random) => {
          for (const row of await list(session, random)) {
            const values = valuesOf(row, tie.columns)
            if (values) await session.query(`update ${qualified(tie.parent)} set ${set} = ${set} where ${where}`, values)
          }
        }),
      ],
      innocent: [{ kind: writeLoop.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}

/** A column of the referenced table that nothing refers by. */
const setsOf = ({ parent }: Tie): string | undefined =>
  parent.columns.find(({ role }) => role === 'plain' || role === 'time')?.name
