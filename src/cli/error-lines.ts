import { redact } from './redact.ts'

/** The lines of an error's message as they may be shown: no URLs, and no control characters, for they may come from a database. */
export const errorLines = (message: string): string[] => redact(message).split('\n').map(escapeControls)

const escapeControls = (line: string): string => line.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
