import { expect, test } from 'vitest'
import { connectTarget } from '../../src/source/connect-target.ts'
import { withDatabase } from '../../src/source/with-database.ts'

test.each([
  'postgresql://me:p%40ss%27%5C@db.example.com:6543/app?sslmode=require&options=-c%20x%3D1',
  'postgres://h1,h2:5433/app',
  `host='/var/run/my dir' user=me dbname='a b'`,
])('only the database is another one: %s', (target) => {
  const env = { PGPASSWORD: 'of the environment', PGAPPNAME: 'x' }
  const before = connectTarget(target, env)
  const after = connectTarget(withDatabase(target, env, `it's \\ new`), env)
  expect(after).toEqual({
    ...before,
    database: `it's \\ new`,
    parameters: new Map([...before.parameters, ['dbname', `it's \\ new`]]),
  })
})
