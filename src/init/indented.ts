/** Lines moved to the right, as a block of YAML; empty ones stay empty. */
export const indented = (text: string, spaces: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(spaces) + line))
    .join('\n')
