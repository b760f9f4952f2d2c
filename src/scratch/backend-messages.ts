import type { OnColumns, OnRow, TextRow } from '../collect/connection.ts'
import { DatabaseError } from './database-error.ts'

export interface BackendHandlers {
  readonly onRow: OnRow
  readonly onColumns?: OnColumns | undefined
  readonly onParameter: (name: string, value: string) => void
}

export interface BackendReader {
  /** Takes the next piece of the stream; messages may be cut anywhere. */
  push(bytes: Uint8Array): void
  /** The first ErrorResponse so far. */
  readonly error: DatabaseError | null
  /** Whether ReadyForQuery has come: without it the database died in the middle. */
  readonly complete: boolean
}

const letter = (text: string): number => text.charCodeAt(0)
const ROW_DESCRIPTION = letter('T')
const DATA_ROW = letter('D')
const COMMAND_COMPLETE = letter('C')
const EMPTY_QUERY = letter('I')
const ERROR_RESPONSE = letter('E')
const PARAMETER_STATUS = letter('S')
const READY_FOR_QUERY = letter('Z')

/** Reads what the backend answers to one simple-protocol message (manual, 54.7), keeping values as the text they are sent in. */
export function readBackend({ onRow, onColumns, onParameter }: BackendHandlers): BackendReader {
  let rest: Buffer = Buffer.alloc(0)
  let statement = 0
  let error: DatabaseError | null = null
  let complete = false

  const handle = (type: number, body: Buffer): void => {
    if (type === DATA_ROW) onRow(statement, dataRow(body))
    else if (type === ROW_DESCRIPTION) onColumns?.(statement, columnNames(body))
    else if (type === COMMAND_COMPLETE || type === EMPTY_QUERY) statement++
    else if (type === ERROR_RESPONSE) error ??= new DatabaseError(fields(body))
    else if (type === READY_FOR_QUERY) complete = true
    else if (type === PARAMETER_STATUS) {
      const [name = '', value = ''] = body.toString('utf8').split('\0')
      onParameter(name, value)
    }
    // Everything else (notices, COPY data) says nothing that a reader of rows needs.
  }

  return {
    push(bytes) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      let start = 0
      while (buffer.length - start >= 5) {
        // The length counts itself but not the type byte.
        const end = start + 1 + buffer.readInt32BE(start + 1)
        if (end > buffer.length) break
        handle(buffer[start] ?? 0, buffer.subarray(start + 5, end))
        start = end
      }
      rest = buffer.subarray(start)
    },
    get error() {
      return error
    },
    get complete() {
      return complete
    },
  }
}

/** Each column is its name, ended by a zero byte, and 18 bytes about its type. */
function columnNames(body: Buffer): string[] {
  let at = 2
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const end = body.indexOf(0, at)
    const name = body.toString('utf8', at, end)
    at = end + 19
    return name
  })
}

function dataRow(body: Buffer): TextRow {
  const values: (string | null)[] = Array.from({ length: body.readInt16BE(0) })
  let at = 2
  for (let column = 0; column < values.length; column++) {
    const length = body.readInt32BE(at)
    at += 4
    values[column] = length < 0 ? null : body.toString('utf8', at, at + length)
    if (length > 0) at += length
  }
  return values
}

function fields(body: Buffer): Record<string, string> {
  const found: Record<string, string> = {}
  for (const field of body.toString('utf8').split('\0')) if (field) found[field.charAt(0)] = field.slice(1)
  return found
}
