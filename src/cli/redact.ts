/** A text that may repeat an argument, such as commander's own messages, without the URLs in it: they hold passwords. */
export const redact = (text: string): string =>
  text
    .replace(/\b(?!file:)[a-z][a-z0-9+.-]*:\/\/[^\s'"]*/gi, '<url>')
    .replace(/\b(password\s*=\s*)('[^']*'|[^\s'"]+)/gi, '$1<password>')
