import { expect, test } from 'vitest'
import { assignedColumns } from '../../src/sql/assigned-columns.ts'
import { loadParser } from '../../src/sql/parse.ts'

await loadParser()

const assigned = (body: string): readonly string[] | null => {
  const columns = assignedColumns(body)
  return columns && [...columns].toSorted()
}

test('columns that any path assigns, for whichever operation', () => {
  expect(assigned('begin return new; end')).toEqual([])
  expect(assigned('begin new.a := 1; return new; end')).toEqual(['a'])
  expect(assigned(`begin if tg_op = 'INSERT' then new.a = 1; else new."B b" := 2; end if; return new; end`)).toEqual(['B b', 'a'])
  expect(assigned(`begin new.doc['a'] := '1'; return new; end`)).toEqual(['doc'])
  expect(assigned('begin select 1, 2 into new.a, new.b; return coalesce(new, old); end')).toEqual(['a', 'b'])
  expect(assigned('begin begin new.a := 1 / 0; exception when others then new.b := 1; end; return new; end')).toEqual(['a', 'b'])
  expect(assigned('begin for i in 1..3 loop new.a := i; end loop; return new; end')).toEqual(['a'])
})

test('variables and OLD are no columns of NEW', () => {
  expect(assigned('declare a int; begin a := new.b; old.c := 1; return new; end')).toEqual([])
  expect(assigned('declare r record; begin select * from t into r; r.a := 1; return null; end')).toEqual([])
})

test('a whole row that is assigned or returned may be anything', () => {
  expect(assigned(`begin new := jsonb_populate_record(new, '{}'); return new; end`)).toBeNull()
  expect(assigned('begin select * from t into new; return new; end')).toBeNull()
  expect(assigned('declare r record; begin r := new; return r; end')).toBeNull()
  expect(assigned(`begin return jsonb_populate_record(new, '{}'); end`)).toBeNull()
  expect(assigned('begin return old; end')).toEqual([])
  expect(assigned('no code')).toBeNull()
})
