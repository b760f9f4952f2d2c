import { between } from './between.ts'
import type { Scene } from './scene.ts'

/** How the server was reached. */
export interface ConnectionFacts {
  /** `app on db.example.com:5432`; no secrets. */
  readonly target: string
  readonly server: string
  readonly recovery: boolean
  readonly service: string | null
  readonly database: string
  readonly role: string
  readonly superuser: boolean
  /** `TLSv1.3`; null in the clear. */
  readonly tls: string | null
  /** ms */
  readonly roundTrip: number | null
  readonly between: ReturnType<typeof between>
}

export interface Dialled {
  readonly target: string
  readonly tls: string | null
  readonly processId: number
  /** Null for a unix socket. */
  readonly port: number | null
}

export const connectionFacts = ({ access, snapshot }: Scene, { target, tls, processId, port }: Dialled): ConnectionFacts => ({
  target,
  server: `PostgreSQL ${snapshot.server.version}`,
  recovery: snapshot.server.inRecovery,
  service: snapshot.server.managed,
  database: snapshot.server.database,
  role: snapshot.server.role,
  superuser: snapshot.server.superuser,
  tls,
  roundTrip: snapshot.server.roundTrip ?? null,
  between: between({ processId, processIds: access.processIds, dialledPort: port, serverPort: access.serverPort }),
})
