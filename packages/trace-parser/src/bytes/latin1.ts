/*
 * Traces hold names and texts of arbitrary bytes; one character per byte loses none of them. TextDecoder's `latin1` is
 * windows-1252 by the WHATWG encoding standard and would change 0x80 to 0x9f.
 */
const CHUNK = 8192;

/** Bytes `start` to `end` as text, one character per byte. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at += CHUNK) {
    text += String.fromCharCode.apply(
      null,
      bytes.subarray(at, Math.min(end, at + CHUNK)) as unknown as number[],
    );
  }
  return text;
}

/** Text up to the first NUL, or to `end`: kernels have recorded strings that lack their NUL. */
export function readText(view: DataView, start: number, end: number): string {
  let stop = start;
  while (stop < end && view.getUint8(stop) !== 0) stop++;
  if (stop - start > 64)
    return decodeLatin1(new Uint8Array(view.buffer, view.byteOffset + start, stop - start));
  let text = '';
  for (let at = start; at < stop; at++) text += String.fromCharCode(view.getUint8(at));
  return text;
}

/** Text of one character per byte as bytes. */
export function encodeLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
