const NEWLINE = 10;
const TAB = 9;
const DELETE = 0x7f;
/** In UTF-8, the first byte of the control characters U+0080 to U+009F. */
const LATIN_LEAD = 0xc2;
const BACKSLASH = 0x5c;
const LETTER_X = 0x78;
const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Whether a terminal would obey the byte instead of showing it. */
function isControl(byte: number, previous: number): boolean {
  if (byte < 0x20) return byte !== NEWLINE && byte !== TAB;
  if (byte === DELETE) return true;
  // Behind other bytes above 0x7f it is the rest of a character.
  return byte >= 0x80 && byte < 0xa0 && (previous < 0x80 || previous === LATIN_LEAD);
}

/** Text with control characters as `\x1b`, line breaks and tabs left out of it; the same bytes where there are none. */
export function escapeControls(text: Uint8Array): Uint8Array {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if (isControl(text[at] as number, at > 0 ? (text[at - 1] as number) : 0)) count++;
  }
  if (count === 0) return text;
  const escaped = new Uint8Array(text.length + 3 * count);
  let to = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (isControl(byte, at > 0 ? (text[at - 1] as number) : 0)) {
      escaped[to++] = BACKSLASH;
      escaped[to++] = LETTER_X;
      escaped[to++] = DIGITS[byte >> 4] as number;
      escaped[to++] = DIGITS[byte & 15] as number;
    } else {
      escaped[to++] = byte;
    }
  }
  return escaped;
}
