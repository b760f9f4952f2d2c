/** A path as a shell takes it. */
export const shellWord = (path: string): string => (/^[\w./@%+,:=-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
