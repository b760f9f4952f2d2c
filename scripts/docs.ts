import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checks } from '../src/checks/index.ts'
import { main } from '../src/cli/main.ts'
import type { Io } from '../src/cli/io.ts'
import { packageRoot } from '../src/package-root.ts'
import type { Rule } from '../src/rule.ts'
import { loadRules } from '../src/rules/load.ts'
import { loadParser } from '../src/sql/parse.ts'
import { markdownWith } from './replace-between.ts'

const README = join(packageRoot, 'README.md')

/** README.md with what is generated in it brought up to date: the table of rules, and the options of `check`. */
export async function currentReadme(): Promise<string> {
  await loadParser()
  const { rules } = await loadRules({ cwd: tmpdir(), config: undefined, paths: [], checks })
  return markdownWith(README, { rules: rulesTable(rules), help: `\`\`\`text\n${await helpOf()}\n\`\`\`` })
}

function rulesTable(rules: readonly Rule[]): string {
  const lines = rules
    .toSorted((a, b) => compare(a.plan ?? '~', b.plan ?? '~') || compare(a.id, b.id))
    .map(({ id, plan, severity, summary }) => `| ${plan ?? ''} | \`${id}\` | ${severity} | ${summary.replaceAll('|', '\\|')} |`)
  return ['| plan | rule | severity | what it promises |', '|---|---|---|---|', ...lines].join('\n')
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

async function helpOf(): Promise<string> {
  let text = ''
  const stream = { write: (piece: string) => void (text += piece), isTTY: false, columns: 80 }
  const io: Io = {
    stdout: stream,
    stderr: stream,
    env: {},
    cwd: packageRoot,
    signal: new AbortController().signal,
    now: () => new Date(),
  }
  await main(['check', '--help'], io)
  return text.trim()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(README, await currentReadme())
