import { type Draft, type Kind, lookupOf, type Part, take } from '../draft.ts'
import { valuesOf } from '../find.ts'
import { handler } from '../handler.ts'
import { one } from '../reads.ts'
import type { BeforePage, Handler } from '../scenario.ts'
import { columnsOfRole, relationOf, type Table, tableNamed } from '../table.ts'
import { tiesOf } from '../ties.ts'
import { busyList } from './busy-list.ts'

/** What is read before every page: nothing on the page is the reason for it. */
export const everyRequest: readonly Kind[] = [
  {
    name: 'session by token',
    build: (draft) => {
      const sessions = tableNamed(draft.domain, draft.domain.roles.sessions)
      const token = columnsOfRole(sessions, 'unique').map(({ name }) => name)
      const [toUser] = sessions.references
      const users = tableNamed(draft.domain, draft.domain.roles.users)
      // Often the session's user comes next: one row for one row, but of a "list" that never has more than one.
      const follows = toUser && draft.random.chance(0.6) && take(draft, users, toUser.to) ? { ...toUser, table: users } : null
      return beforePages(draft, 'session by token', sessions, token, follows)
    },
  },
  {
    name: 'user on every request',
    build: (draft) => {
      const users = tableNamed(draft.domain, draft.domain.roles.users)
      return beforePages(draft, 'user on every request', users, users.key)
    },
  },
  {
    name: 'feature flag',
    build: (draft) => {
      const flags = tableNamed(draft.domain, draft.domain.roles.flags)
      return beforePages(draft, 'feature flag', flags, flags.key)
    },
  },
]

interface Following {
  readonly table: Table
  readonly columns: readonly string[]
  readonly to: readonly string[]
}

function beforePages(
  draft: Draft,
  name: string,
  table: Table,
  columns: readonly string[],
  follows: Following | null = null,
): Part | null {
  if (!take(draft, table, columns)) return null
  const { random } = draft
  const read = one(draft, table, columns, follows?.columns)
  const next = follows && one(draft, follows.table, follows.to)
  const before: BeforePage = async (session, numbers) => {
    const [row] = await read(session, numbers.pick(await session.known(table, columns)))
    const values = row && follows && valuesOf(row, follows.columns)
    if (values && next) await next(session, values)
  }
  const quiet = handler(draft, `${name}, pages`, random.scale(30, 2500), async () => {}, { page: true })
  return {
    beforePage: [before],
    handlers: [quiet, ...listsThatRefer(draft, name, follows?.table ?? table)],
    innocent: [
      { kind: name, ...lookupOf(table, columns) },
      ...(follows ? [{ kind: 'user on every request', ...lookupOf(follows.table, follows.to) }] : []),
    ],
  }
}

/** Busy lists of relations whose rows refer to the table, without a lookup. */
function listsThatRefer(draft: Draft, name: string, table: Table): Handler[] {
  const { random } = draft
  const children = tiesOf(draft.domain).filter(({ parent }) => relationOf(parent) === relationOf(table))
  return random
    .shuffled(children)
    .slice(0, random.between(1, 3))
    .map(({ child }) => busyList(draft, name, child, random.scale(5, 200), random.scale(10, 300)))
}
