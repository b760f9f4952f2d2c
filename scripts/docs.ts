import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checks } from '../src/checks/index.ts'
import { main } from '../src/cli/main.ts'
import type { Io } from '../src/cli/io.ts'
import { compositeAction } from '../src/init/composite-action.ts'
import { packageRoot } from '../src/package-root.ts'
import type { Rule } from '../src/rule.ts'
import { loadRules } from '../src/rules/load.ts'
import { loadParser } from '../src/sql/parse.ts'
import { version } from '../src/version.ts'
import { markdownWith, replaceBetween } from './replace-between.ts'

const README = join(packageRoot, 'README.md')

/** README.md with what is generated in it brought up to date: the table of rules, and the options of the commands. */
export async function currentReadme(): Promise<string> {
  await loadParser()
  const { rules } = await loadRules({ cwd: tmpdir(), config: undefined, paths: [], checks })
  return markdownWith(README, {
    rules: rulesTable(rules),
    help: await helpOf('check'),
    'fix-help': await helpOf('fix'),
    'apply-help': await helpOf('apply'),
    'doctor-help': await helpOf('doctor'),
    'init-help': await helpOf('init'),
  })
}

function rulesTable(rules: readonly Rule[]): string {
  const lines = rules
    .toSorted((a, b) => compare(a.plan ?? '~', b.plan ?? '~') || compare(a.id, b.id))
    .map(({ id, plan, severity, summary }) => `| ${plan ?? ''} | \`${id}\` | ${severity} | ${summary.replaceAll('|', '\\|')} |`)
  return ['| plan | rule | severity | what it promises |', '|---|---|---|---|', ...lines].join('\n')
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** What `--help` prints for a command, as a block of Markdown. */
async function helpOf(command: string): Promise<string> {
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
  await main([command, '--help'], io)
  return `\`\`\`text\n${text.trim()}\n\`\`\``
}

/** Two tables of what the demo really prints, and the summary's first lines. */
function demoExcerpt(): string {
  const cli = join(packageRoot, 'bin', 'pte-db-audit.js')
  const { stdout } = spawnSync(process.execPath, [cli, 'check', '--demo'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  const paragraphs = stdout.trim().split('\n\n')
  const about = (name: string): string => paragraphs.find((paragraph) => paragraph.startsWith(name)) ?? ''
  const summary = about('Summary').split('\n').slice(0, 3).join('\n')
  return ['```text', paragraphs[0], '', about('activity_logs '), '', about('ai_credit_usage '), '', '…', '', summary, '```'].join(
    '\n',
  )
}

// With --demo also the excerpt of the demo's report, which takes its seconds.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(README, await currentReadme())
  writeFileSync(join(packageRoot, 'action.yml'), compositeAction(version()))
  if (process.argv.includes('--demo')) await replaceBetween(README, { demo: demoExcerpt() })
}
