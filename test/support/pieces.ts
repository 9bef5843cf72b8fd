/** A text in the small pieces in which it is streamed. */
export function pieces(text = ''): string[] {
  return text.match(/[\s\S]{1,7}/gu) ?? []
}
