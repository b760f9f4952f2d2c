declare module 'pgpass/lib/helper.js' {
  import type { Readable } from 'node:stream'
  import type { Stats } from 'node:fs'

  interface Place {
    host: string
    port: number
    database: string
    user: string
  }
  const helper: {
    getFileName(env?: Readonly<Record<string, string | undefined>>): string
    /** Warns on stderr and answers false when others may read the file. */
    usePgPass(stats: Stats, file: string): boolean
    getPassword(place: Place, stream: Readable, callback: (password: string | undefined) => void): void
  }
  export default helper
}
