import { expect, test } from 'vitest'
import { printable } from '../../src/report/printable.ts'
import { widthOf, wrap } from '../../src/report/wrap.ts'

test('lines break at spaces and are never wider than asked', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('one two', 7)).toEqual(['one two'])
  expect(wrap('one two', 6)).toEqual(['one', 'two'])
  expect(wrap('', 5)).toEqual([''])
})

test('a word that is too wide is cut between graphemes', () => {
  expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij'])
  expect(wrap('👩‍👩‍👧👩‍👩‍👧', 2)).toEqual(['👩‍👩‍👧', '👩‍👩‍👧'])
})

test('East Asian characters and emoji take two columns', () => {
  expect([widthOf('表'), widthOf('🙂'), widthOf('é'), widthOf('plain')]).toEqual([2, 2, 1, 5])
  expect(wrap('表表表', 4)).toEqual(['表表', '表'])
})

test('what a terminal would obey is shown as an escape', () => {
  expect(printable('a\nb\r\tc')).toBe(String.raw`a\nb\r\tc`)
  expect(printable('\u001b[31m \u009b \u0000 \u007f')).toBe(String.raw`\u{1b}[31m \u{9b} \u{0} \u{7f}`)
  expect(printable('\u202e \u2066 \u200b \ufeff \u2028 \ud800 \u{e0041}')).toBe(
    String.raw`\u{202e} \u{2066} \u{200b} \u{feff} \u{2028} \u{d800} \u{e0041}`,
  )
  expect(printable('naïve 表 👩‍👩‍👧 "quoted"')).toBe('naïve 表 👩‍👩‍👧 "quoted"')
})
