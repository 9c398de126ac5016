/** Seconds with up to 9 decimals in nanoseconds; a bare count as it is. */
export function parseTimestamp(text: string): bigint {
  const [seconds = '0', fraction] = text.split('.');
  if (fraction === undefined) return BigInt(seconds);
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}
