import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The licence texts of the packages that these bundled source paths belong to, in the order of their names.
 * Throws for a package that says neither in a file nor in its package.json what its licence is.
 */
export function thirdPartyLicenses(inputs) {
  const folders = [...new Set(inputs.map(packageFolderOf).filter(Boolean))].toSorted()
  const parts = folders.map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const text = textIn(folder) ?? textFor(name, license, author)
    return `${name} ${version} (${license})\n\n${text.trim()}\n`
  })
  return `The files beside this one contain the following packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** `node_modules/@scope/name/lib/x.js` → `node_modules/@scope/name`; null for the project's own files. */
function packageFolderOf(input) {
  const parts = input.split('/')
  const at = parts.lastIndexOf('node_modules')
  if (at < 0) return null
  return parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join('/')
}

function textIn(folder) {
  const names = readdirSync(folder)
  const file = names.find((name) => ['license', 'licence', 'copying'].some((word) => name.toLowerCase().startsWith(word)))
  if (file) return readFileSync(join(folder, file), 'utf8')
  // Some packages keep it at the end of their README.
  const readme = names.find((name) => name.toLowerCase() === 'readme.md')
  const text = readme ? readFileSync(join(folder, readme), 'utf8') : ''
  const heading = text.toLowerCase().lastIndexOf('## license')
  return heading < 0 ? null : text.slice(heading).split('\n').slice(1).join('\n')
}

function textFor(name, license, author) {
  if (!license) throw new Error(`${name} is bundled but says nowhere what its licence is`)
  const holder = typeof author === 'object' ? author.name : author
  return `Licensed under ${license}${holder ? ` by ${holder}` : ''}; the package ships no licence text.`
}
