import { literal, quote } from '../identifier.ts'
import type { Place, Predicate, Returned, Shape, SortKey, Use } from './shape.ts'

/**
 * What a finding calls a statement: `select speaking_attempts (user_id =) order by created_at desc limit returning *`. Built from names and
 * operators only, so that it is the same tomorrow, on another server and whatever the values were. All that a shape holds is in it but the
 * tags, hence two statements that do different things have two subjects. `subquery`, `optional` and `only` say how a table is read; more than four columns
 * in one list are their number and a digest of their names.
 */
export function subjectOf(shape: Shape): string {
  const { uses, writes, edges, documents, groups, order, locking } = shape
  const names = namesOf(uses)
  const place = ({ use, column }: Place): string => (uses.length === 1 ? plain(column) : `${names[use]}.${plain(column)}`)
  return [
    shape.kind,
    uses.map((use, at) => tableText(use, names[at] ?? '', writes?.use === at ? writes.columns : null)).join(', '),
    ...list(
      'join',
      edges.map(({ left, right }) => `${place(left)} = ${place(right)}`),
    ),
    ...list(
      'document',
      documents.map(
        (use) =>
          `${place(use)} ${use.operator} ${use.key === null ? '$' : literal(use.key)}${use.cast === null ? '' : ` as ${use.cast}`} in ${use.clause}`,
      ),
    ),
    ...(shape.distinct ? ['distinct'] : []),
    ...list(
      'group by',
      groups.map((each) => (each ? place(each) : 'expression')),
    ),
    ...(shape.oneRow ? ['aggregate'] : []),
    ...list(
      'order by',
      order.map((key) => sortText(key, place)),
    ),
    ...(shape.limit ? ['limit'] : []),
    ...(shape.offset ? ['offset'] : []),
    ...(locking ? [`for ${locking.strength}${locking.skipLocked ? ' skip locked' : ''}`] : []),
    ...list('returning', returnedTexts(shape.returns, names, place)),
    ...(shape.unresolved.length > 0 ? [`beside unknown names ${digest(shape.unresolved)}`] : []),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const list = (before: string, items: readonly string[]): readonly string[] =>
  items.length > 0 ? [`${before} ${items.join(', ')}`] : []

/** Each mention of a table has a name of its own: `users`, `users 2`. */
function namesOf(uses: readonly Use[]): readonly string[] {
  const mentions = new Map<string, number>()
  return uses.map(({ schema, relation }) => {
    const name = schema === 'public' ? plain(relation) : `${plain(schema)}.${plain(relation)}`
    const mention = (mentions.get(name) ?? 0) + 1
    mentions.set(name, mention)
    return mention === 1 ? name : `${name} ${mention}`
  })
}

/** As people write it (`createdAt` too), in quotes only where a space or a sign could be taken for something else. */
const plain = (name: string): string => (/^[\p{L}\p{N}_$]+$/u.test(name) ? name : quote(name))

function tableText({ inner, optional, only, predicates }: Use, name: string, written: readonly string[] | null): string {
  const how = [inner ? 'subquery ' : '', optional ? 'optional ' : '', only ? 'only ' : ''].join('')
  const set = written === null ? '' : written.length === 0 ? ' written' : ` set ${columnsText(written.map(plain))}`
  return `${how}${name}${set}${predicates.length > 0 ? ` (${predicates.map(predicateText).join(', ')})` : ''}`
}

const OPERATORS: Readonly<Record<Predicate['kind'], readonly [text: string, usual: Predicate['value']]>> = {
  equal: [' =', 'parameter'],
  in: [' in', 'parameter'],
  range: [' range', 'parameter'],
  like: [' like', 'parameter'],
  null: [' is null', 'none'],
  'not null': [' is not null', 'none'],
  boolean: ['', 'none'],
  other: [' in expression', 'expression'],
}

/** What it is compared with is said where it is not the usual. */
function predicateText({ kind, column, value, negated }: Predicate): string {
  const [text, usual] = OPERATORS[kind]
  return `${negated ? 'not ' : ''}${plain(column)}${text}${value === usual ? '' : ` ${value}`}`
}

const sortText = ({ place, descending, nullsFirst }: SortKey, text: (place: Place) => string): string =>
  (place ? text(place) : 'expression') +
  (descending ? ' desc' : '') +
  (nullsFirst === descending ? '' : nullsFirst ? ' nulls first' : ' nulls last')

function returnedTexts(
  { whole, columns, computed }: Returned,
  names: readonly string[],
  place: (place: Place) => string,
): readonly string[] {
  return [
    ...whole.map((use) => (names.length === 1 ? '*' : `${names[use]}.*`)),
    ...(columns.length > 0 ? [columnsText(columns.map(place))] : []),
    ...(computed ? ['expressions'] : []),
  ]
}

const columnsText = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.length} columns ${digest(names)}`

/** FNV-1a (32 bits) of the names: it only tells lists of the same length apart. */
function digest(names: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const character of names.join(', ')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
