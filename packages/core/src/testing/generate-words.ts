// Words that generated texts are made of.
import fc from 'fast-check'

export const words = fc.constantFrom(
  ...'connect worker request timeout region cache index shard token user order price total status ready failed retry'.split(
    ' ',
  ),
)
