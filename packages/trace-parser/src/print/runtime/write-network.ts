import { writeDecimal, writeHex, writeHexDigits } from '../../bytes/write-digits.ts';

const DOT = 46;
const COLON = 58;
const AF_INET = 2;
const AF_INET6 = 10;
/** Positions of a UUID's bytes, big endian and as Microsoft stores it (lib/vsprintf.c, uuid_string). */
const BIG_UUID = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const LITTLE_UUID = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** `%pM` with colons, `%pMF` with dashes, `%pMR` reversed, `%pm` without separators; nothing for fewer than 6 bytes. */
export function writeMac(
  view: DataView,
  start: number,
  length: number,
  kind: string,
  bytes: Uint8Array,
  at: number,
): number {
  if (length < 6) return at;
  let place = at;
  for (let index = 0; index < 6; index++) {
    if (index > 0 && kind[1] === 'M') bytes[place++] = kind[2] === 'F' ? 45 : COLON;
    place = writeHexDigits(bytes, place, view.getUint8(start + (kind[2] === 'R' ? 5 - index : index)), 2);
  }
  return place;
}

/** `%pUb` and relatives. */
export function writeUuid(
  view: DataView,
  start: number,
  length: number,
  kind: string,
  bytes: Uint8Array,
  at: number,
): number {
  if (length < 16) return at;
  const order = kind[2] === 'l' || kind[2] === 'L' ? LITTLE_UUID : BIG_UUID;
  const upper = kind[2] === 'B' || kind[2] === 'L';
  let place = at;
  for (const [index, position] of order.entries()) {
    if (index === 4 || index === 6 || index === 8 || index === 10) bytes[place++] = 45;
    place = writeHexDigits(bytes, place, view.getUint8(start + position), 2);
  }
  for (let index = at; upper && index < place; index++) {
    const letter = bytes[index] as number;
    if (letter >= 97) bytes[index] = letter - 32;
  }
  return place;
}

/** `%pI4`, and `%pi4` with three digits a byte; `l` and `h` read it in little-endian order. */
export function writeIp4(
  view: DataView,
  start: number,
  length: number,
  kind: string,
  bytes: Uint8Array,
  at: number,
): number {
  if (length < 4) return at;
  const reversed = kind[3] === 'l' || kind[3] === 'h';
  let place = at;
  for (let index = 0; index < 4; index++) {
    const value = view.getUint8(start + (reversed ? 3 - index : index));
    if (index > 0) bytes[place++] = DOT;
    if (kind[1] === 'i' && value < 100) bytes[place++] = 48;
    if (kind[1] === 'i' && value < 10) bytes[place++] = 48;
    place = writeDecimal(bytes, place, value);
  }
  return place;
}

/** First and length of the longest run of zero groups that is worth `::`. */
function findZeroes(view: DataView, start: number, groups: number): { first: number; count: number } {
  let first = -1;
  let count = 1;
  for (let index = 0; index < groups; index++) {
    let run = 0;
    while (index + run < groups && view.getUint16(start + 2 * (index + run)) === 0) run++;
    if (run > count) {
      first = index;
      count = run;
    }
    index += run;
  }
  return { first, count };
}

function writeCompressed(view: DataView, start: number, bytes: Uint8Array, at: number): number {
  const mapped = isMapped(view, start);
  const groups = mapped ? 6 : 8;
  const zeroes = findZeroes(view, start, groups);
  let place = at;
  let needsColon = false;
  for (let index = 0; index < groups; index++) {
    if (index === zeroes.first) {
      if (needsColon || index === 0) bytes[place++] = COLON;
      bytes[place++] = COLON;
      needsColon = false;
      index += zeroes.count - 1;
      continue;
    }
    if (needsColon) bytes[place++] = COLON;
    place = writeHex(bytes, place, view.getUint16(start + 2 * index));
    needsColon = true;
  }
  if (!mapped) return place;
  if (needsColon) bytes[place++] = COLON;
  return writeIp4(view, start + 12, 4, 'pI4', bytes, place);
}

/** An IPv4 address mapped into IPv6, or one of ISATAP: its end prints with dots. */
function isMapped(view: DataView, start: number): boolean {
  const isatap = (view.getUint32(start + 8) | 0x02000000) >>> 0 === 0x02005efe;
  if (isatap) return true;
  return (
    view.getUint32(start) === 0 && view.getUint32(start + 4) === 0 && view.getUint32(start + 8) === 0xffff
  );
}

/** `%pI6` in full, `%pI6c` compressed (RFC 5952), `%pi6` without colons. */
export function writeIp6(
  view: DataView,
  start: number,
  length: number,
  kind: string,
  bytes: Uint8Array,
  at: number,
): number {
  if (length < 16) return at;
  if (kind[3] === 'c') return writeCompressed(view, start, bytes, at);
  let place = at;
  for (let index = 0; index < 8; index++) {
    if (index > 0 && kind[1] === 'I') bytes[place++] = COLON;
    place = writeHexDigits(bytes, place, view.getUint16(start + 2 * index), 4);
  }
  return place;
}

/** `%pIS` of a sockaddr: `p` adds the port, `c` compresses, `h` and `l` reverse IPv4, `%piS` is like `%pi4`. The family is in the order of the writer's machine. */
export function writeSocketAddress(
  view: DataView,
  start: number,
  length: number,
  kind: string,
  bytes: Uint8Array,
  at: number,
): number {
  if (length < 8) return at;
  const first = view.getUint8(start);
  const second = view.getUint8(start + 1);
  const family = first === 0 || second === 0 ? first | second : -1;
  const withPort = kind.includes('p', 3);
  let place = at;
  if (family === AF_INET) {
    const order = /[hl]/.test(kind) ? 'l' : '';
    place = writeIp4(view, start + 4, 4, `p${kind[1]}4${order}`, bytes, at);
  } else if (family === AF_INET6 && length >= 24) {
    if (withPort) bytes[place++] = 91;
    place = writeIp6(view, start + 8, 16, `p${kind[1]}6${kind.includes('c', 3) ? 'c' : ''}`, bytes, place);
    if (withPort) bytes[place++] = 93;
  } else return at;
  if (!withPort) return place;
  bytes[place++] = COLON;
  return writeDecimal(bytes, place, view.getUint16(start + 2));
}
