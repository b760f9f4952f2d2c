/** What pg's types leave out of its client. */
export interface Internals {
  readonly processID: number
  readonly secretKey: number
  readonly connection: NodeJS.EventEmitter & { readonly stream: NodeJS.EventEmitter & { destroy(): void } }
}
