import { readFile, stat } from 'node:fs/promises'
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import { messageOf } from '../errors.ts'
import type { Mistake, Path } from './mistake.ts'

/** A YAML file that was read: its value, and where in the file a part of it stands. */
export interface YamlFile {
  /** As a person would name it. */
  readonly file: string
  readonly value: unknown
  readonly at: (path: Path, onKey?: boolean) => Pick<Mistake, 'line' | 'column'>
}

export type ReadYaml = { readonly yaml: YamlFile; readonly mistakes: readonly [] } | { readonly mistakes: readonly Mistake[] }

/** Rule and config files are a page long; beyond this a file is something else, and parsing it would take minutes. */
const MAX_BYTES = 250_000

const wrong = (file: string, message: string, line: number | null = null, column: number | null = null): ReadYaml => ({
  mistakes: [{ file, line, column, path: [], message }],
})

/** Reads one YAML file with positions. Never throws for what is in the file or for its absence: that is a mistake to report. */
export async function readYaml(path: string, file: string, maxBytes = MAX_BYTES): Promise<ReadYaml> {
  let bytes: Uint8Array
  try {
    const { size, isDirectory } = await stat(path).then((stats) => ({ size: stats.size, isDirectory: stats.isDirectory() }))
    if (isDirectory) return wrong(file, 'is a directory. Name a YAML file.')
    if (size > maxBytes)
      return wrong(file, `has ${size} bytes; more than ${maxBytes} are not read. Name the YAML file that is meant.`)
    bytes = await readFile(path)
  } catch (error) {
    return wrong(file, unreadable(error))
  }
  try {
    // A byte order mark is dropped by the decoder.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.includes('\0')) return wrong(file, 'is a binary file. Name a YAML file.')
    return parseYaml(text, file)
  } catch (error) {
    if (error instanceof TypeError) return wrong(file, 'is not text in UTF-8. Save it as UTF-8, or name another file.')
    if (error instanceof RangeError) return wrong(file, 'is nested too deeply to be a file of rules. Write it flat.')
    throw error
  }
}

function unreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist. Check the path; it is taken from where the command runs.'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user. Change its permissions.'
  return `cannot be read: ${messageOf(error)}.`
}

/** The same for a text at hand. */
export function parseYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  if (!Array.isArray(documents) || !documents[0]) return wrong(file, 'is empty. Write a rule, or remove the file.', 1, 1)
  const errors = documents.flatMap((document) => document.errors)
  if (errors.length) {
    const mistakes = errors.map((error) => ({ file, ...place(error.pos[0]), path: [], message: `${syntax(error.message)}` }))
    return { mistakes }
  }
  const [first, second] = documents
  if (second) {
    const { line, column } = place(second.range?.[0] ?? 0)
    return wrong(file, 'A second document begins here; a file holds one. Put it into a file of its own.', line, column)
  }
  return valueOf(first, file, place)
}

const syntax = (message: string): string =>
  message.startsWith('Map keys must be unique')
    ? 'This key is written twice. Keep one of them.'
    : `This is not valid YAML: ${message
        .trim()
        .split('\n')[0]
        ?.replace(/[.:]?$/, '.')}`

function valueOf(document: Document.Parsed, file: string, place: (offset: number) => { line: number; column: number }): ReadYaml {
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return wrong(file, 'uses aliases (*name) that expand to an enormous value. Write the values out.', 1, 1)
  }
  const yaml: YamlFile = { file, value, at: (path, onKey = false) => place(offsetOf(document, path, onKey)) }
  return { yaml, mistakes: [] }
}

/** Where a path's node begins; for what is not there, the nearest node above it. */
function offsetOf(document: Document.Parsed, path: Path, onKey: boolean): number {
  let node: Node | null = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    const child = childOf(node, step, onKey && depth === path.length - 1)
    if (!child) return offset
    node = child
    offset = child.range?.[0] ?? offset
  }
  return offset
}

function childOf(node: Node | null, step: string | number, onKey: boolean): Node | null {
  if (isSeq(node)) return nodeOf(node.items[Number(step)])
  const pair = isMap(node) ? pairsOf(node).get(String(step)) : undefined
  return pair ? nodeOf(onKey ? pair.key : (pair.value ?? pair.key)) : null
}

const nodeOf = (value: unknown): Node | null => (isNode(value) ? value : null)

/** A map's pairs by key: a file may have thousands of mistakes in one map, and each asks for its place. */
const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const pairs = known.get(map) ?? new Map(map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]))
  known.set(map, pairs)
  return pairs
}
