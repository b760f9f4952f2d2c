import { readFileSync } from 'node:fs'
import type { EcmaScriptModule, Program } from 'oxc-parser'
import { messageOf } from '../../errors.ts'
import { lineFinder } from '../../locations/line-finder.ts'

export type ParsedModule =
  | { readonly kind: 'parsed'; readonly text: string; readonly program: Program; readonly module: EcmaScriptModule }
  | { readonly kind: 'unread'; readonly reason: string; readonly line: number | null }

/** Reads and parses a file of TypeScript or JavaScript; nothing of it is run. Never rejects. */
export async function parseModule(path: string): Promise<ParsedModule> {
  try {
    // A native module of two megabytes: loaded only where a report has places, and absent where it was not built for the machine.
    const { parseSync } = await import('oxc-parser')
    const text = readFileSync(path, 'utf8')
    const { program, module, errors } = parseSync(path, text)
    const [error] = errors
    if (!error) return { kind: 'parsed', text, program, module }
    return { kind: 'unread', reason: error.message, line: lineFinder(text)(error.labels[0]?.start ?? 0) }
  } catch (thrown) {
    return { kind: 'unread', reason: messageOf(thrown), line: null }
  }
}
