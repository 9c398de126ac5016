/** Copies bytes of a record up to a NUL, at most `length`; returns the position after them. */
export function copyText(
  view: DataView,
  start: number,
  length: number,
  bytes: Uint8Array,
  at: number,
): number {
  for (let index = 0; index < length; index++) {
    const byte = view.getUint8(start + index);
    if (byte === 0) return at + index;
    bytes[at + index] = byte;
  }
  return at + length;
}
