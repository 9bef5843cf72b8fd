/**
 * Shows the first lines of a hexadecimal dump; the rest can be fetched back.
 *
 * @type {import('@headroom/core').Compressor}
 */
export const hexDump = {
  name: 'hex-dump',
  version: 1,
  bid: ({ text }) => (/^[0-9a-f]{8} {2}(?:[0-9a-f]{2} ){4}/.test(text) ? 0.99 : 0),
  compress({ text }, { level, drop }) {
    const lines = text.split('\n')
    if (level === 'lossless' || lines.length < 40) return undefined
    const shown = lines.slice(0, 8)
    const marker = drop(text, `lines 9–${lines.length} of ${lines.length} omitted: bytes`)
    return {
      text: [...shown, marker].join('\n'),
      level: 'recoverable',
      dropped: [{ unit: 'lines', count: lines.length - 8, total: lines.length, reason: 'bytes that nobody reads' }],
      summary: 'the first 8 lines of a dump',
    }
  },
}
