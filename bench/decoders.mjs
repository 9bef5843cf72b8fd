// For the harness's --decoders: reads our lossless encodings back, so that what they hold counts as visible.
import { decode } from '@headroom/core/testing'

export default [{ name: 'headroom', decode: (text) => (text.startsWith('# headroom ') ? decode(text) : undefined) }]
