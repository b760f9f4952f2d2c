import { createHash } from 'node:crypto'

/** A fingerprint as build servers keep it: 40 hexadecimal digits, whatever names are in it. */
export const fingerprintHash = (fingerprint: string): string =>
  createHash('sha256').update(fingerprint).digest('hex').slice(0, 40)
