import { type Kind, takeToMany, takeToOne } from '../draft.ts'
import { type Value, valuesOf } from '../find.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { batch } from '../reads.ts'
import { relationOf } from '../table.ts'
import { volume } from '../volume.ts'

/** A list and one statement for all that its rows refer to. */
const batchedToOne = (name: string, is: 'any' | 'in', most = Infinity): Kind => ({
  name,
  build: (draft) => {
    const tie = takeToOne(draft, ({ key }) => key.length === 1)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 1000], rows: [300, 12_000] })
    const list = listOf(draft, tie.child, size, tie.columns)
    const read = batch(draft, tie.parent, tie.key[0]!, is)
    return {
      handlers: [
        handler(draft, name, requests, async (session, random) => {
          const rows = await list(session, random)
          const values = distinct(rows.flatMap((row) => valuesOf(row, tie.columns) ?? []))
          for (let at = 0; at < values.length; at += most) await read(session, values.slice(at, at + most))
        }),
      ],
      innocent: [{ kind: name, relation: relationOf(tie.parent), columns: tie.key }],
    }
  },
})

/** The same the other way: all the rows that refer to those of the list. */
const batchedToMany = (name: string, is: 'any' | 'in'): Kind => ({
  name,
  build: (draft) => {
    const tie = takeToMany(draft, ({ columns }) => columns.length === 1)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.parent, { sizes: [5, 200], rows: [300, 4000] })
    const list = listOf(draft, tie.parent, size, tie.key)
    const read = batch(draft, tie.child, tie.columns[0]!, is)
    return {
      handlers: [
        handler(draft, name, requests, async (session, random) => {
          const rows = await list(session, random)
          await read(session, distinct(rows.flatMap((row) => valuesOf(row, tie.key) ?? [])))
        }),
      ],
      innocent: [{ kind: name, relation: relationOf(tie.child), columns: tie.columns }],
    }
  },
})

const distinct = (values: readonly Value[]): Value[] => [...new Set(values)]

/** DataLoader cuts its batches at a size; several of them come of one list. */
export const batches: readonly Kind[] = [
  batchedToOne('batch by any', 'any'),
  batchedToOne('batch by in', 'in'),
  batchedToOne('batches of a loader', 'any', 10),
  batchedToOne('batches of a loader', 'in', 25),
  batchedToMany('batch by any', 'any'),
  batchedToMany('batch by in', 'in'),
]
