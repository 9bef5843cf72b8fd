/** A table for the terminal: first column to the left, others to the right, as wide as they must be. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

export const integer = (value: number) => Math.round(value).toLocaleString('en')
export const dollars = (value: number) => `$${value.toFixed(Math.abs(value) < 1 ? 4 : 2)}`
export const share = (part: number, all: number) => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)}%`)
