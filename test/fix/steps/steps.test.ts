import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { Connection } from '../../../src/collect/connection.ts'
import type { DefinitionStep, Statement } from '../../../src/fix/step.ts'
import { collected } from '../../checks/audit.ts'
import { DATABASES, openSession, type Session } from '../session.ts'
import { CASES, type Case, HOSTILE } from './cases.ts'
import { catalogOf, downOf, rebuild, runAll, statesOf, stepsOn, upOf } from './harness.ts'

test('the hostile name is as long as a name can be', () => {
  expect(Buffer.byteLength(HOSTILE)).toBe(63)
})

describe.each(DATABASES)('%s', (database) => {
  let session: Session
  let connection: Connection
  beforeAll(async () => {
    session = await openSession(database)
    connection = session.connection
  }, 60_000)
  afterAll(() => session.stop())

  describe.each(CASES)('$name', (example: Case) => {
    let steps: readonly DefinitionStep[]
    let before: string[]
    beforeEach(async () => {
      await rebuild(connection, example.ddl)
      const snapshot = await collected(connection)
      ;({ steps } = await stepsOn(connection, example.changes(snapshot), example.promise))
      before = await catalogOf(connection)
    })
    /** What undoing cannot bring back is left out on both sides. */
    const withoutStays = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => !(example.stays ?? []).some((start) => line.startsWith(start)))
    const expectUndone = async (): Promise<void> =>
      expect(withoutStays(await catalogOf(connection))).toEqual(withoutStays(before))
    const done = (): readonly string[] => steps.map(() => 'same')

    it('is made, found made, undone, found undone, and made again', async () => {
      expect(await statesOf(connection, steps)).not.toContain('same')
      await runAll(connection, upOf(steps))
      expect(await statesOf(connection, steps)).toEqual(done())
      const after = await catalogOf(connection)
      expect(after).not.toEqual(before)
      await runAll(connection, upOf(steps))
      expect(await catalogOf(connection)).toEqual(after)
      await runAll(connection, downOf(steps))
      await expectUndone()
      await runAll(connection, downOf(steps))
      await expectUndone()
      await runAll(connection, upOf(steps))
      expect(withoutStays(await catalogOf(connection))).toEqual(withoutStays(after))
      expect(await statesOf(connection, steps)).toEqual(done())
    })

    it('is the same when made in one transaction, twice', async () => {
      await runAll(connection, upOf(steps))
      const after = await catalogOf(connection)
      await rebuild(connection, example.ddl)
      const inTransaction = steps.flatMap((step) => step.inTransaction)
      for (let time = 0; time < 2; time++) {
        await connection.simple('BEGIN')
        await runAll(connection, inTransaction)
        await connection.simple('COMMIT')
        expect(await catalogOf(connection)).toEqual(after)
      }
      await runAll(connection, downOf(steps))
      await expectUndone()
    })

    it('can be broken off anywhere, and finished or undone', async () => {
      const up = upOf(steps)
      const after = await finished()
      for (let broken = 1; broken < up.length; broken++) {
        await rebuild(connection, example.ddl)
        await runAll(connection, up.slice(0, broken))
        await runAll(connection, downOf(steps))
        await expectUndone()
        await rebuild(connection, example.ddl)
        await runAll(connection, up.slice(0, broken))
        await runAll(connection, up)
        expect(await catalogOf(connection)).toEqual(after)
        const down = downOf(steps)
        await runAll(connection, down.slice(0, broken))
        await runAll(connection, down)
        await expectUndone()
      }
      async function finished(): Promise<string[]> {
        await runAll(connection, up)
        return catalogOf(connection)
      }
    })
  })
})

test('what people read of each step, and what it locks', async () => {
  const session = await openSession('embedded')
  const read: string[] = []
  for (const { name, ddl, changes, promise } of CASES) {
    await rebuild(session.connection, ddl)
    const { steps } = await stepsOn(session.connection, changes(await collected(session.connection)), promise)
    read.push(`== ${name}`, ...steps.flatMap(linesOf), '')
  }
  await session.stop()
  await expect(read.join('\n')).toMatchFileSnapshot('goldens/steps.txt')
})

function linesOf({ id, title, up, down, drizzle }: DefinitionStep): string[] {
  return [
    `-- ${id}`,
    `-- ${title}`,
    'up',
    ...up.map(statementText),
    'down',
    ...down.map(statementText),
    ...(drizzle ? [drizzle.line] : []),
  ]
}

function statementText({ sql, lock, blocks, hazards }: Statement): string {
  const locked = lock ? `${lock.mode} on ${lock.table.name}` : 'no lock'
  return `  ${sql.replaceAll('\n', '\n  ')}\n    -- ${locked}; waits: ${[blocks, ...hazards].join(', ')}`
}
