import { expect, it } from 'vitest'
import type { Snapshot } from '../src/snapshot.ts'
import { unmatchedNames } from '../src/unmatched-names.ts'

const snapshot = {
  relations: [
    { name: 'users', columns: [{ name: 'id' }, { name: 'userId' }] },
    { name: 'Attempt', columns: [{ name: 'overall' }] },
  ],
} as unknown as Snapshot

const messages = (tables: Record<string, string>, columns: Record<string, string>): string[] =>
  unmatchedNames(snapshot, { tables, columns }).map(({ message }) => message)

it('says nothing of names that lead somewhere', () => {
  expect(messages({ speaking_attempts: 'Attempt' }, { user_id: 'userId', 'speaking_attempts.overall_score': 'overall' })).toEqual(
    [],
  )
})

it('warns of a table and a column that are not there, with the one that is', () => {
  expect(messages({ users: 'user', teams: 'team' }, { 'users.id': 'uid', created_at: 'createdAt' })).toEqual([
    'names.tables.users in the config maps to user: there is no table of that name, but there is users.',
    'names.tables.teams in the config maps to team: there is no table of that name.',
    'names.columns.users.id in the config maps to uid: there is no column of that name, but there is id.',
    'names.columns.created_at in the config maps to createdAt: there is no column of that name.',
  ])
})
