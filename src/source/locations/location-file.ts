import { relative, sep } from 'node:path'

/** A path as a Location has it: from the working directory of the run, with forward slashes. */
export const locationFile = (cwd: string, path: string): string => relative(cwd, path).split(sep).join('/')
