import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '../../src/sql/parse.ts'
import { splitStatements } from '../../src/sql/split.ts'

beforeAll(loadParser)

const cut = (sql: string): [string, number][] => splitStatements(sql).map(({ text, line }) => [text, line])

test('cuts where the parser does, with the line each statement begins on', () => {
  expect(cut(`-- é 😀; not one\nselect 'é;😀' ;\n\n/* ; */ select $$;$$;;\nselect "a;b"\nfrom t`)).toEqual([
    [`select 'é;😀'`, 2],
    ['select $$;$$', 4],
    [`select "a;b"\nfrom t`, 5],
  ])
})

test('nothing, blanks and comments hold no statement', () => {
  for (const sql of ['', ' \n', '-- only', ';;', '/* x */']) expect(cut(sql)).toEqual([])
})

test('an error has its line and offset in the text, whatever came before it', () => {
  const sql = `select '😀é';\nselect ^;`
  let thrown: unknown
  try {
    splitStatements(sql)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ name: 'SqlSyntaxError', line: 2, offset: sql.indexOf('^') })
})
