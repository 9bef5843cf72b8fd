// Generates JSON as tools return it, for property tests.
import fc from 'fast-check'

const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -50, max: 5000 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('ok', 'pending', 'error', 'true', '', '007', 'a,b', 'x "y"', 'multi\nline', '日本'),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0.1, 1e21, -0) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)

/** Rows as tools return them: one shape, now and then a field less, sometimes nested; few of them or hundreds. */
export const jsonRows: fc.Arbitrary<unknown[]> = fc
  .record({
    fields: fc.uniqueArray(fc.constantFrom('id', 'name', 'status', 'region', 'latency_ms', 'note', 'a.b', ''), {
      minLength: 1,
    }),
    values: fc.array(fc.tuple(scalar, fc.nat(20)), { minLength: 3, maxLength: 30 }),
    count: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 150, max: 400 })),
    stride: fc.integer({ min: 1, max: 7 }),
    constant: scalar,
    nested: fc.boolean(),
    spaced: fc.constantFrom(undefined, 'never', 'always', 'rarely'),
  })
  .map(({ fields, values, count, stride, constant, nested, spaced }) => {
    const at = (index: number) => values[(index * stride) % values.length]!
    return Array.from({ length: count }, (_, index) => {
      const row: Record<string, unknown> = { key: index, kind: constant }
      const [first, gap] = at(index)
      fields.forEach((field, place) => {
        if (place !== gap) row[field] = place === 0 ? `${first} ${index}` : at(index + place)[0]
      })
      if (nested)
        row.items = at(index)
          .map((sku, n) => ({ sku, n: n + index }))
          .slice(0, 1 + (gap % 2))
      if (spaced) row.body = innerJson(index, spaced === 'always' || (spaced === 'rarely' && gap > 17))
      return row
    })
  })

/** JSON in a string, as other programs print it: compact, or with blanks. */
function innerJson(index: number, isSpaced: boolean): string {
  const text = `{"seq": ${index}, "note": "kept as it was sent, together with ${index % 5} other parts of the order"}`
  return isSpaced ? text : JSON.stringify(JSON.parse(text))
}

/** JSON as tools spell it: compact, indented, one object with an array in it, or a value per line. */
export const jsonText: fc.Arbitrary<string> = fc.tuple(jsonRows, fc.nat(3)).map(([rows, style]) => {
  if (style === 0) return JSON.stringify(rows)
  if (style === 1) return JSON.stringify(rows, null, 2)
  if (style === 2) return JSON.stringify({ page: 1, total: rows.length, results: rows })
  return rows.map((row) => JSON.stringify(row)).join('\n')
})
