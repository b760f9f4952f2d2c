/** Two parts of a path with forward slashes, either of which may be `''`. */
export const joined = (folder: string, name: string): string =>
  folder === '' || name === '' ? `${folder}${name}` : `${folder}/${name}`
