/**
 * A text as a build log may show it. Runners obey what they read there: GitHub's a line that begins with `::`, and `##[…]` wherever it
 * stands; others `##vso[…]`, `##teamcity[…]`. Any name of a database may be one of these.
 */
export const logSafe = (text: string): string =>
  text.replace(/^([^\S\n]*):(?=:)/gmu, '$1\\u{3a}').replace(/#(?=#\w*\[)/gu, '\\u{23}')
