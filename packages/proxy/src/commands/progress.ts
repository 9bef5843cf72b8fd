const WIDTH = 30

/** A bar on standard error, if somebody watches; what it says is gone when it ends. */
export function createProgress(total: number, stream: NodeJS.WriteStream = process.stderr) {
  let done = 0
  let shown = -1
  return {
    add(amount: number): void {
      done += amount
      const part = Math.min(1, total === 0 ? 1 : done / total)
      const percent = Math.floor(part * 100)
      if (!stream.isTTY || percent === shown) return
      shown = percent
      const full = Math.round(part * WIDTH)
      stream.write(`\r${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${percent}%`)
    },
    end(): void {
      if (stream.isTTY && shown >= 0) stream.write(`\r${' '.repeat(WIDTH + 6)}\r`)
    },
  }
}
