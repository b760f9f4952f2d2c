/** A text of at most so many characters; what is cut leaves an ellipsis. */
export function shortened(text: string, longest: number): string {
  // A character is one or two units, so that most texts need not be taken apart.
  if (text.length <= longest) return text
  const characters = [...text]
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`
}
