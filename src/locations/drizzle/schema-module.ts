import type { EcmaScriptModule, Program } from 'oxc-parser'

/** A file of a Drizzle schema as it is parsed. */
export interface SchemaModule {
  /** As a Location has it; unique in a set. */
  readonly file: string
  readonly text: string
  readonly program: Program
  /** Its imports and exports, as the parser lists them. */
  readonly module: EcmaScriptModule
  /** What its relative imports mean, by how they are written: files of the same set. */
  readonly imports: ReadonlyMap<string, string>
}
