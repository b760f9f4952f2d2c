import stringWidth from 'string-width'

const ascii = /^[\x20-\x7e]*$/

/** Columns that a text takes on a terminal: two for East Asian wide characters and emoji. */
export const widthOf = (text: string): number => (ascii.test(text) ? text.length : stringWidth(text))

/** Made when a word is too wide, which is seldom: it takes 15 ms. */
let segmenter: Intl.Segmenter | undefined

/** Breaks a text into lines of at most `width` columns, at spaces; a word that is wider is cut, or left whole where it is to be copied. */
export function wrap(text: string, width: number, wide: 'cut' | 'whole' = 'cut'): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const push = (word: string, size: number): void => {
    const gap = line === '' ? 0 : 1
    if (line !== '' && used + gap + size > width) {
      lines.push(line)
      line = word
      used = size
      return
    }
    line += gap ? ` ${word}` : word
    used += gap + size
  }
  for (const word of text.split(' ')) {
    if (word === '') continue
    const size = widthOf(word)
    if (size <= width || wide === 'whole') push(word, size)
    else for (const part of cut(word, width)) push(part, widthOf(part))
  }
  if (line !== '' || !lines.length) lines.push(line)
  return lines
}

function cut(word: string, width: number): string[] {
  const parts: string[] = []
  let part = ''
  let used = 0
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(word)) {
    const size = widthOf(segment)
    if (used + size > width && part !== '') {
      parts.push(part)
      part = ''
      used = 0
    }
    part += segment
    used += size
  }
  return part === '' ? parts : [...parts, part]
}
