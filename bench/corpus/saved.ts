import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot } from '../../src/snapshot.ts'
import { judged } from './judged.ts'
import type { Labels, Scenario } from './scenario.ts'

/** A scenario that has run: one file. */
export interface Saved {
  readonly id: string
  readonly kind: string
  readonly seed: number
  readonly domain: string
  readonly dialect: string
  /** Of PostgreSQL. */
  readonly server: string
  readonly labels: Labels
  /** From when sampling began until the end; the last is what one look would have seen. */
  readonly snapshots: readonly Snapshot[]
}

export const savedOf = ({ id, kind, seed, domain, dialect, labels }: Scenario, snapshots: readonly Snapshot[]): Saved => ({
  id,
  kind,
  seed,
  domain: domain.name,
  dialect,
  server: snapshots.at(-1)?.server.version ?? '',
  labels: judged(labels),
  snapshots,
})

export function save(folder: string, saved: Saved): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${saved.id}.json`), JSON.stringify(saved))
}

export const readSaved = (folder: string): Saved[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Saved)
