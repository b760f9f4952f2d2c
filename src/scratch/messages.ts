import type { RelationFile } from './planner/relation-files.ts'

/** What the worker thread of the embedded database is started with. */
export interface WorkerInput {
  readonly extensions: readonly string[]
  readonly dataDirectory: Uint8Array | null
}

export type Request =
  | { readonly kind: 'query'; readonly id: number; readonly sql: string }
  | { readonly kind: 'dump'; readonly id: number }
  | { readonly kind: 'resize'; readonly id: number; readonly files: readonly RelationFile[] }
  | { readonly kind: 'close' }

/** `bytes` are the backend's own messages; a query ends with `done`, a resizing with `resized`. A `failed` without an id means that the start failed. */
export type Reply =
  | { readonly kind: 'ready'; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'resized'; readonly id: number }
  | { readonly kind: 'dumped'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly id: number | null; readonly message: string }
