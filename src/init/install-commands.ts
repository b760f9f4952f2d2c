import type { PackageManager } from './project.ts'

/** Corepack brings the pnpm or Yarn that package.json names; node 25 and later come without it. */
const COREPACK = ['npm install --global corepack@latest', 'corepack enable']

/** Shell commands that install what the lock file says. Scripts of packages are left out: pte-db-audit has none, and it alone is run. */
export const installCommands = (manager: PackageManager): readonly string[] => COMMANDS[manager]

const COMMANDS: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['npm ci --ignore-scripts --no-audit --no-fund'],
  pnpm: [...COREPACK, 'pnpm install --frozen-lockfile --ignore-scripts'],
  'yarn 1': [...COREPACK, 'yarn install --frozen-lockfile --ignore-scripts'],
  yarn: [...COREPACK, 'yarn install --immutable --mode=skip-build'],
  bun: ['npm install --global bun', 'bun install --frozen-lockfile --ignore-scripts'],
}

/** What a person types to add pte-db-audit to the project. */
export const addCommand = (manager: PackageManager): string => ADD[manager]

const ADD: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install --save-dev pte-db-audit',
  pnpm: 'pnpm add --save-dev pte-db-audit',
  'yarn 1': 'yarn add --dev pte-db-audit',
  yarn: 'yarn add --dev pte-db-audit',
  bun: 'bun add --dev pte-db-audit',
}
