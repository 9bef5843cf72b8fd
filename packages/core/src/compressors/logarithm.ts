// A logarithm that is the same on every machine: what stays of a text must not hang on a runtime's approximation.

const TERMS = 40

/** The natural logarithm of a positive number, by arithmetic that IEEE 754 fixes to the last bit. */
export function logarithm(value: number): number {
  let mantissa = value
  let exponent = 0
  for (; mantissa >= 2; exponent++) mantissa /= 2
  for (; mantissa < 1; exponent--) mantissa *= 2
  return series(mantissa) + exponent * series(2)
}

/** 2 artanh((x - 1) / (x + 1)) = ln x, for 1 ≤ x ≤ 2. */
function series(x: number): number {
  const z = (x - 1) / (x + 1)
  let power = z
  let sum = 0
  for (let k = 1; k < TERMS; k += 2) {
    sum += power / k
    power *= z * z
  }
  return 2 * sum
}
