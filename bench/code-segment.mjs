// A source file as the code compressor gets it, with nothing around it.

export const segmentOf = ({ path, text, query = '' }) => ({
  path: [],
  message: 0,
  role: 'tool',
  kind: 'tool-result',
  text,
  toolInput: { path },
  isError: false,
  query,
})

export const context = {
  level: 'recoverable',
  bias: 1,
  options: {},
  count: (text) => text.length / 4,
  drop: (_, words) => `<<ccr:0123456789abcdef01234567 ${words}>>`,
}
