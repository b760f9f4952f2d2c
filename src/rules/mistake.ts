/** A key or an index on the way to a value in a YAML file. */
export type Path = readonly (string | number)[]

/** Something wrong in a file the user wrote, with its place; lines and columns count from 1. */
export interface Mistake {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly path: Path
  /** One sentence, with the remedy. */
  readonly message: string
}

/** `params.order[0]` */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${step}` : step), '')

/** `rules/x.yaml:4:12 params.order[0]: "desk" is not a direction. Use asc or desc.` */
export function mistakeText({ file, line, column, path, message }: Mistake): string {
  const place = line === null ? file : `${file}:${line}:${column}`
  return path.length ? `${place} ${pathText(path)}: ${message}` : `${place} ${message}`
}
