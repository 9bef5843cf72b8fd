// Times and tables.

/** The value below which a share of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

/** Milliseconds that some work takes. */
export async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export const milliseconds = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(0))
export const percent = (value) => `${(value * 100).toFixed(1)}%`

/** Prints rows as a Markdown table. */
export function table(title, columns, list) {
  console.log(`\n### ${title}\n`)
  console.log(`| ${columns.join(' | ')} |`)
  console.log(`|${columns.map((_, index) => (index === 0 ? ':--' : '--:')).join('|')}|`)
  for (const row of list) console.log(`| ${row.join(' | ')} |`)
}
