import { Chalk } from 'chalk'
import type { Severity } from '../finding.ts'

/** The few styles that reports use; every one is the identity without colour. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly severity: Readonly<Record<Severity, (text: string) => string>>
}

export function styleFor(color: boolean): Style {
  const { bold, dim, green, red, yellow, cyan } = new Chalk({ level: color ? 1 : 0 })
  return { bold, dim, green, severity: { error: red, warn: yellow, info: cyan } }
}

export const MARKS: Readonly<Record<Severity, string>> = { error: '✗', warn: '!', info: 'i' }
