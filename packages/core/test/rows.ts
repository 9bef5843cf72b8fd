/** 400 rows such as a tool lists them, as JSON: enough to be sampled. */
export const ROWS = JSON.stringify(
  Array.from({ length: 400 }, (_, id) => ({
    id,
    name: `worker row ${id}`,
    region: 'eu',
    size: (id * 7) % 31,
    status: 'ok',
  })),
)
