import type { TextColumn } from '@uringlab/trace-parser';

/** Text of one character to a byte as UTF-8, the characters 0x80 to 0xff in two bytes each. */
export function encodeText({ bytes, offsets }: TextColumn): { bytes: Uint8Array; offsets: Int32Array } {
  let wide = 0;
  for (let at = 0; at < bytes.length; at++) wide += (bytes[at] as number) >>> 7;
  if (wide === 0) return { bytes, offsets: new Int32Array(offsets) };
  const encoded = new Uint8Array(bytes.length + wide);
  const places = new Int32Array(offsets.length);
  let to = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let at = offsets[row] as number; at < (offsets[row + 1] as number); at++) {
      const byte = bytes[at] as number;
      if (byte < 0x80) encoded[to++] = byte;
      else {
        encoded[to++] = 0xc0 | (byte >>> 6);
        encoded[to++] = 0x80 | (byte & 0x3f);
      }
    }
    places[row + 1] = to;
  }
  return { bytes: encoded, offsets: places };
}
