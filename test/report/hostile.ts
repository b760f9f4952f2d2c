/** What names of a database, reasons and paths may hold, if somebody means harm or just typed it. */
const FRAGMENTS = [
  '`', '``', '```', '~~~', '\n', '\r\n', '\t', ' ', '\n\n', '::set-output name=x::y', '::stop-commands::z', '::', '%0A', '%25', '%', '##[add-path]/x', '##[',
  '##vso[task.setvariable variable=x]y', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '</details>', '</summary>', '</code>', '<!--', '-->',
  '<![CDATA[', ']]>', '@octocat', '@octo/team', '#12', 'GH-12', '!34', '~label', '%"v1"', 'owner/repo#5', 'https://evil.example/x', 'www.evil.example',
  'me@evil.example', 'mailto:me@evil.example', '[click](https://evil.example)', '![image](x.png)', '[ref]: https://evil.example', '[^1]', '|', '*bold*', '_it_', '**', '$x$', '$',
  '\\', '&amp;', '&#64;octocat', '&', ':tada:', '\u0000', '\u001b[31m', '\u009b', '\u202e', '\u200b', '\ud800', '\udc00', '\ufffe', '\uffff', '🙂', '表', '"', "'", ',',
  '=', ':', '/close', '1. ', '- ', '- [ ] ', '# ', '> ', '{0}', '}}', 'users', 'a_b', 'x'.repeat(40),
] // prettier-ignore

/** Texts of several of them each, the same for the same seed, every fragment in one of the first. */
export function hostileTexts(number: number, seed: number): string[] {
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const any = (): string => FRAGMENTS[next(FRAGMENTS.length)] ?? ''
  return Array.from({ length: number }, (_, at) => {
    const first = FRAGMENTS[at] ?? any()
    return [first, ...Array.from({ length: next(5) }, any), 'x'].join('')
  })
}
