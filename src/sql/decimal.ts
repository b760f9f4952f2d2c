interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/** More digits than any number that people write down, and few enough to compare at once. */
const MAX_EXPONENT = 2000

/** Where what is no number sorts: NaN equals itself and is above everything, infinity too (manual, 8.1.2 and 8.1.3). */
const BEYOND: Readonly<Record<string, number>> = {
  '-infinity': -1,
  '-inf': -1,
  infinity: 1,
  inf: 1,
  '+infinity': 1,
  '+inf': 1,
  nan: 2,
}

/** Exactly: `0.1` and `0.10000000000000000001` are two numbers. */
function decimal(text: string): Decimal | null {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const exponent = Number(power) - fraction.length
  if (!/^[+-]?\d+$/u.test(whole + fraction) || !Number.isInteger(exponent) || Math.abs(exponent) > MAX_EXPONENT) return null
  return { digits: BigInt((whole + fraction).replace('+', '')), exponent }
}

/** Order of two numbers as PostgreSQL writes them, `NaN` and `Infinity` among them; null for what is no such number. */
export function decimalOrder(a: string, b: string): number | null {
  const [far, other] = [BEYOND[a.toLowerCase()] ?? 0, BEYOND[b.toLowerCase()] ?? 0]
  if (far !== 0 || other !== 0) return Math.sign(far - other)
  const [left, right] = [decimal(a), decimal(b)]
  if (!left || !right) return a === b ? 0 : null
  const exponent = Math.min(left.exponent, right.exponent)
  const scaled = ({ digits, exponent: own }: Decimal): bigint => digits * 10n ** BigInt(own - exponent)
  const difference = scaled(left) - scaled(right)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The number that a double precision (or, `single`, a real) column holds for this text: several texts are one number there. */
export function floating(text: string, single: boolean): string {
  const value = Number(text)
  return text.trim().toLowerCase() in BEYOND || Number.isNaN(value)
    ? text.trim().toLowerCase()
    : String(single ? Math.fround(value) : value)
}
