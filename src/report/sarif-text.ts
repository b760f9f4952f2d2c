import { printable } from './printable.ts'

/** A text for a SARIF message, which may not hold a link of its own making: `[text](target)` is one in plain text, too (§3.11.6). */
export const sarifText = (text: string): string => printable(text).replaceAll('](', '\\](')
