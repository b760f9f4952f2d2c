/** The words of a name, lower case: split at everything but letters and digits, and where camelCase starts a new one. */
export function nameParts(name: string): readonly string[] {
  const words: string[] = []
  let word = ''
  for (const character of name) {
    const letterOrDigit = character.toLowerCase() !== character.toUpperCase() || (character >= '0' && character <= '9')
    const upper = character !== character.toLowerCase()
    if ((!letterOrDigit || upper) && word !== '' && !(upper && word === word.toUpperCase())) {
      words.push(word)
      word = ''
    }
    if (letterOrDigit) word += character
  }
  if (word !== '') words.push(word)
  return words.map((part) => part.toLowerCase())
}
