/**
 * A simple-protocol Query message (manual, 54.7). The text must not hold a NUL: PostgreSQL would read only up to it.
 * A CopyFail follows it: COPY … FROM STDIN then fails instead of waiting for data that never comes, and after anything else
 * the server ignores it.
 */
export function queryMessage(sql: string): Uint8Array {
  if (sql.includes('\0')) throw new Error('the SQL text holds a NUL character')
  return Buffer.concat([framed('Q', Buffer.from(`${sql}\0`)), framed('f', Buffer.from('there is no data to copy\0'))])
}

/** A StartupMessage of protocol 3.0, after which the server sends its ParameterStatus values. */
export function startupMessage(user: string, database: string): Uint8Array {
  const version = Buffer.alloc(4)
  version.writeInt32BE(3 << 16)
  return framed('', Buffer.concat([version, Buffer.from(`user\0${user}\0database\0${database}\0\0`)]))
}

function framed(type: string, body: Buffer): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}
