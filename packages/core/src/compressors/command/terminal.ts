// What a person would see of a line that a program wrote for a terminal.

// CSI sequences, OSC sequences (titles, links) and two-character escapes
const CODES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])/g

/**
 * A line without terminal codes; of a line redrawn by carriage returns, its last state that is not empty.
 *
 * @example resolveLine('\x1b[32mok\x1b[0m') // 'ok'
 * @example resolveLine('10%\r50%\r100%') // '100%'
 */
export function resolveLine(line: string): string {
  const plain = line.includes('\x1b') ? line.replace(CODES, '') : line
  if (!plain.includes('\r')) return plain
  let end = plain.length
  while (end > 0 && plain[end - 1] === '\r') end--
  return plain.slice(plain.lastIndexOf('\r', end - 1) + 1, end)
}
