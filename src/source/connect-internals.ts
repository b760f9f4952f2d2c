/** What pg's types leave out of its client. */
export interface Internals {
  readonly processID: number
  readonly secretKey: number
  readonly connection: NodeJS.EventEmitter & {
    /** Of TLS, once the server has agreed to it. */
    readonly stream: NodeJS.EventEmitter & { destroy(): void; getProtocol?(): string | null }
  }
}
