import { type Kind, lookupOf, takeToMany } from '../draft.ts'
import { equal } from '../find.ts'
import { finder } from '../finder.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { relationOf, tableNamed } from '../table.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** Whether somebody has something to do with each row of a list: `… from likes where post_id = $1 and user_id = $2`. */
export const pair: Kind = {
  name: 'lookup by a row and a constant',
  build: (draft) => {
    const tie = takeToMany(
      draft,
      ({ child, columns }) => columns.length === 1 && child.references.filter((other) => other.columns.length === 1).length > 1,
    )
    if (!tie) return null
    const other = tie.child.references.find(({ columns }) => columns.length === 1 && columns[0] !== tie.columns[0])!
    const owner = tableNamed(draft.domain, other.table)
    const { size, requests } = volume(draft, tie.parent, { sizes: [5, 200] })
    const list = listOf(draft, tie.parent, size, tie.key)
    const find = finder(draft)
    const counted = newCounted()
    return {
      handlers: [
        handler(draft, pair.name, requests, async (session, numbers) => {
          const who = numbers.pick(await session.known(owner, other.to))
          await perRow(counted, await listed(counted, list(session, numbers)), tie.key, (values) =>
            find(session, { table: tie.child, where: equal([...tie.columns, ...other.columns], [...values, ...who]), limit: 1 }),
          )
        }),
      ],
      expected: [
        {
          kind: pair.name,
          lists: [relationOf(tie.parent)],
          lookup: lookupOf(tie.child, tie.columns),
          also: other.columns,
          counted,
        },
      ],
    }
  },
}
