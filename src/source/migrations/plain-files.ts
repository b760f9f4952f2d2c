import type { Dirent } from 'node:fs'
import { AuditError } from '../../errors.ts'
import type { Note } from '../../snapshot.ts'
import type { MigrationFile, MigrationFolder } from './layout.ts'
import { isSql, note } from './layout.ts'
import { readSql } from './read-sql.ts'

/** Comments at which dbmate and goose begin the part of a file that undoes it. */
const DOWN_MARKERS = ['-- migrate:down', '-- +goose down', '-- +migrate down']

/** How files that undo a migration end their names, before `.sql`. */
const DOWN_NAMES = ['.down', '_down', '-down', '.rollback', '_rollback', '-rollback', '.undo', '_undo', '-undo']

/** Plain *.sql files in name order; numbers in names count as numbers, so that 2_b.sql comes before 10_c.sql. */
export function readPlainFiles(folder: string, entries: readonly Dirent[]): MigrationFolder {
  const names = entries.filter((entry) => entry.isFile() && isSql(entry.name)).map(({ name }) => name)
  const sorted = names.toSorted(byNumberThenName)
  const run = sorted.filter((name) => !isDown(name))
  if (run.length === 0)
    throw new AuditError('source', `${folder} holds only files that undo migrations; add those that build the schema.`)
  const notes: Note[] = sorted
    .filter(isDown)
    .map((name) => note('info', 'By its name it undoes a migration; it was not run.', name))
  if (names.toSorted().join('\0') !== sorted.join('\0')) {
    notes.push(note('info', `The files ran in the order of their numbers: ${run.slice(0, 3).join(', ')}, ….`, null))
  }
  const files = run.map((name): MigrationFile => {
    const { sql, hash } = readSql(folder, name)
    const down = downPart(sql)
    if (down) notes.push(note('info', `What follows "${down.marker}" undoes the migration; it was not run.`, name, down.line))
    return { name, file: name, sql: down ? sql.slice(0, down.offset) : sql, hash, createdAt: null }
  })
  return { runner: 'plain', files, notes }
}

function isDown(name: string): boolean {
  const stem = name.slice(0, -'.sql'.length).toLowerCase()
  return stem === 'down' || stem === 'rollback' || DOWN_NAMES.some((ending) => stem.endsWith(ending))
}

function downPart(sql: string): { marker: string; offset: number; line: number } | null {
  let offset = 0
  for (const [index, line] of sql.split('\n').entries()) {
    const written = line.trim().toLowerCase()
    const marker = DOWN_MARKERS.find((down) => written.startsWith(down))
    if (marker) return { marker: line.trim(), offset, line: index + 1 }
    offset += line.length + 1
  }
  return null
}

/** Code-unit order, except that runs of digits compare by their value (and by length when equal: 01 after 1). */
function byNumberThenName(left: string, right: string): number {
  const [a, b] = [pieces(left), pieces(right)]
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]]
    if (x === y) continue
    if (isDigit(x) && isDigit(y)) {
      const difference = BigInt(x) - BigInt(y)
      if (difference !== 0n) return difference < 0n ? -1 : 1
      return x.length - y.length
    }
    return x < y ? -1 : 1
  }
  return a.length - b.length
}

const isDigit = (text: string): boolean => text.charAt(0) >= '0' && text.charAt(0) <= '9'

function pieces(name: string): string[] {
  const found: string[] = []
  for (const character of name) {
    const last = found.at(-1)
    if (last !== undefined && isDigit(last) && isDigit(character)) found[found.length - 1] = last + character
    else found.push(character)
  }
  return found
}
