import { expect, test } from 'vitest'
import { keysInFunction } from '../../src/sql/keys-in-function.ts'
import { loadParser } from '../../src/sql/parse.ts'

await loadParser()

test.each([
  ['an assignment', "begin new.total := (new.scores ->> 'total')::int; return new; end", ['total']],
  ['an assignment with =', "begin new.total = new.scores ->> 'total'; return new; end", ['total']],
  [
    'a condition',
    "begin if old.scores ->> 'a' is distinct from new.scores ->> 'b' then return new; end if; return null; end",
    ['a', 'b'],
  ],
  ['a statement', "begin insert into totals (total) values (new.scores #>> '{sum,all}'); return new; end", ['sum']],
  ['into', "declare x int; begin select jsonb_extract_path_text(new.scores, 'x')::int into x; return new; end", ['x']],
  ['a subscript', "begin new.total := new.scores['total']; return new; end", ['total']],
  ['a longer path', "begin new.total := new.scores -> 'a' ->> 'b'; return new; end", ['a']],
  ['a raise', "begin raise notice '%', new.scores ->> 'seen'; return new; end", ['seen']],
  ['another column', "begin new.total := new.settings ->> 'total'; return new; end", []],
  ["another table's column", "begin new.total := (select s.scores ->> 'total' from old_attempts s); return new; end", []],
  ['a variable', 'begin new.total := new.scores ->> key; return new; end', []],
  ['a text that names it', "begin raise notice 'new.scores ->> total'; return new; end", []],
  ['no PL/pgSQL', 'begin nonsense', []],
])('%s', (_, body, keys) => expect(keysInFunction(body, 'scores')).toEqual(keys))
