/** A text with its variables replaced, or the names of those that are not set. */
export type Expanded = { readonly text: string } | { readonly unset: readonly string[] }

const VARIABLE = /\$\{([^}]*)\}/gu

/** Replaces each `${NAME}` once: what a variable holds is taken as it is. A variable that is set to nothing is not set. */
export function expandVariables(text: string, env: Readonly<Record<string, string | undefined>>): Expanded {
  const unset = new Set<string>()
  const expanded = text.replace(VARIABLE, (_whole, name: string) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    if (!value) unset.add(name)
    return value ?? ''
  })
  return unset.size > 0 ? { unset: [...unset] } : { text: expanded }
}
