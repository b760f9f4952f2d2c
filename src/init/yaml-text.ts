/** A text as a YAML scalar: bare where no reader could take it for anything else, else quoted as JSON, which YAML reads. */
export const yamlText = (text: string): string =>
  /^[a-z./][\w./@-]*(?: [\w./@-]+)*$/iu.test(text) && !RESERVED.has(text.toLowerCase()) ? text : JSON.stringify(text)

/** Words that some reader of YAML takes for a boolean or null. */
const RESERVED = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n', '.', '..', '.nan', '.inf'])
