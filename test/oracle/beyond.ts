import { READ_BY_A_SESSION } from './conditions.ts'

/** Expressions of texts that are sorted by the database's own collation, or a domain's. */
const SORTED = ['t', 'v', 'c', 'ci', 'dc', 'lower(t)', "j ->> 'a'"]
/** Of these nothing says which texts are one: a nondeterministic collation, and domains, whose collation no snapshot has. */
const FUSED = ['nd', 'lower(nd)', 'dt', 'dt::text', 'dc']
/** Computed by functions and operators of constants alone. */
const COMPUTED = [
  "i > length('abc')",
  "t = lower('A')",
  "t = upper('a')",
  "t = 'a' || 'b'",
  'num > 0.5 + 0.5',
  'big > 2147483648 + 1',
  "da > '2024-01-01'::date + 1",
]

/** One of several that a condition is about, when it starts with it. */
const subjectIn = (subjects: readonly string[], condition: string): string | undefined =>
  subjects.find((subject) => condition.startsWith(`${subject} `))

const both = (subjects: readonly string[], one: string, other: string): boolean =>
  subjectIn(subjects, one)?.split('::')[0] === subjectIn(subjects, other)?.split('::')[0] &&
  subjectIn(subjects, one) !== undefined

const sorts = (condition: string): boolean => [' < ', ' <= ', ' > ', ' >= '].some((operator) => condition.includes(operator))
const isLetterOfALocale = (condition: string): boolean => ["'I'", "'Ä'", "'ä'"].some((letter) => condition.includes(letter))

/**
 * What the planner proves with the server's own functions and a snapshot cannot tell: each kind says of a query's condition and of an
 * index's predicate, in this order, whether their proof takes that.
 */
export const BEYOND: Readonly<Record<string, (condition: string, predicate: string) => boolean>> = {
  'the order of two texts under a collation other than C': (one, other) =>
    both(SORTED, one, other) && (sorts(one) || sorts(other)) && one !== other,
  'whether two texts are one under a collation that is unknown or takes different ones for equal': (one, other) =>
    both(FUSED, one, other) && one !== other,
  'how a locale folds letters that others fold differently': (one, other) =>
    both(['ci'], one, other) && (isLetterOfALocale(one) || isLetterOfALocale(other)) && one !== other,
  'a date, a time or an interval that a session reads': (one, other) =>
    READ_BY_A_SESSION.includes(one) || READ_BY_A_SESSION.includes(other),
  'the value of a function of constants': (one, other) => COMPUTED.includes(one) !== COMPUTED.includes(other),
  'two spellings of one number in a document': (one, other) =>
    both(["j -> 'a'"], one, other) && one.includes('1.0') !== other.includes('1.0'),
  'whether a comparison is null, from the comparison': (one, other) => other === '(i > 5) is not null' && one !== other,
  'a list of both booleans, which 18 takes apart': (one, other) =>
    one.startsWith('b ') && one.includes('true, false') && other.includes(' or '),
}

/** The name of the kind; undefined for a proof that we should have found. */
export const kindBeyond = (condition: string, predicate: string): string | undefined =>
  Object.keys(BEYOND).find((kind) => BEYOND[kind]?.(condition, predicate))
