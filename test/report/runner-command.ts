export interface RunnerCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

const COMMANDS = [
  'error',
  'warning',
  'notice',
  'debug',
  'group',
  'endgroup',
  'add-mask',
  'add-path',
  'set-env',
  'set-output',
  'stop-commands',
  'echo',
]

const unescaped = (text: string, tokens: readonly (readonly [string, string])[]): string =>
  tokens.reduce((sofar, [escape, token]) => sofar.replaceAll(escape, token), text)

const DATA = [['%0D', '\r'], ['%0A', '\n'], ['%25', '%']] as const // prettier-ignore
const PROPERTY = [['%0D', '\r'], ['%0A', '\n'], ['%3A', ':'], ['%2C', ','], ['%25', '%']] as const // prettier-ignore

/**
 * What the runner of GitHub Actions makes of a line of a log, or null for none: both forms of commands that it knows, read in the same steps
 * (ActionCommand of actions/runner): `::name key=value,…::data` at the start of a line, `##[name key=value;…]data` anywhere in one.
 */
export function runnerCommand(line: string): RunnerCommand | null {
  const text = line.trimStart()
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1
  if (end >= 0) {
    const [name = '', ...rest] = text.slice(2, end).split(' ')
    if (COMMANDS.includes(name.toLowerCase())) {
      const pairs = rest
        .join(' ')
        .split(',')
        .map((pair) => pair.split(/=(.*)/s))
      const properties = Object.fromEntries(
        pairs.flatMap(([key = '', value]) => (value ? [[key, unescaped(value, PROPERTY)]] : [])),
      )
      return { name, properties, data: unescaped(text.slice(end + 2), DATA) }
    }
  }
  const start = line.indexOf('##[')
  const close = start < 0 ? -1 : line.indexOf(']', start)
  const name = close < 0 ? '' : (line.slice(start + 3, close).split(' ')[0] ?? '')
  return COMMANDS.includes(name.toLowerCase()) ? { name, properties: {}, data: line.slice(close + 1) } : null
}
