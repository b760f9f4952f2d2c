import { literal } from '../../identifier.ts'

/** Gives an object that is made again its comment; nothing for one that had none. `what`: `INDEX public.i`, `TRIGGER t ON public.x`. */
export const commentOn = (what: string, comment: string | undefined): readonly string[] =>
  comment === undefined ? [] : [`COMMENT ON ${what} IS ${literal(comment).trim()}`]
