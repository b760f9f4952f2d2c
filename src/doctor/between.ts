export interface Ends {
  /** As the session's start named it. */
  readonly processId: number
  /** The server's own word for it, in each of a few transactions. */
  readonly processIds: readonly number[]
  /** Where it was dialled; null for a unix socket. */
  readonly dialledPort: number | null
  readonly serverPort: number | null
}

/**
 * What seems to stand between this end of a connection and the server: a pooler makes up the process id (and the key of cancelling) that
 * it names to its clients, and in transaction mode the server's process changes. A port that differs may be any proxy's, or a tunnel's.
 */
export function between({ processId, processIds, dialledPort, serverPort }: Ends): {
  readonly kind: Kind
  readonly says: string
} {
  if (new Set(processIds).size > 1)
    return { kind: 'pooler', says: `looks like a pooler in transaction mode: sessions of the server come and go. ${POOLED}` }
  if (processIds.some((id) => id !== processId))
    return { kind: 'pooler', says: `looks like a pooler: it names a process that is none of the server's. ${POOLED}` }
  if (dialledPort !== null && serverPort === null)
    return { kind: 'forwarded', says: `looks like a proxy: the server itself was reached by a unix socket` }
  if (dialledPort !== null && serverPort !== dialledPort)
    return {
      kind: 'forwarded',
      says: `looks like a proxy, a tunnel or a port mapping: the server itself listens on ${serverPort}`,
    }
  return { kind: 'nothing', says: 'nothing that shows' }
}

type Kind = 'pooler' | 'forwarded' | 'nothing'

const POOLED =
  'check works through it; apply, and the scripts that fix writes, need a session of their own: give them the address of the server itself'
