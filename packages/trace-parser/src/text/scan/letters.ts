export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const BLANK = 32;
export const OPEN = 40;
export const CLOSE = 41;
export const PLUS = 43;
export const DASH = 45;
export const DOT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const COLON = 58;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const OPEN_BRACKET = 91;
export const CLOSE_BRACKET = 93;

export const X = 120;

const DIGIT = 1;
const FLAG_START = 2;
const FLAG = 4;
const NAME_START = 8;
const NAME = 16;
const HEX = 32;
const BLANKS = 64;

function classify(code: number): number {
  const letter = String.fromCharCode(code);
  return (
    (/\d/.test(letter) ? DIGIT : 0) |
    (/[.a-zA-Z]/.test(letter) ? FLAG_START : 0) |
    (/[.a-zA-Z0-9]/.test(letter) ? FLAG : 0) |
    (/[A-Za-z_]/.test(letter) ? NAME_START : 0) |
    (/[\w.]/.test(letter) ? NAME : 0) |
    (/[0-9a-f]/.test(letter) ? HEX : 0) |
    (/[ \t]/.test(letter) ? BLANKS : 0)
  );
}

const CLASSES = Uint8Array.from({ length: 256 }, (_, code) => classify(code));

function skip(bytes: Uint8Array, at: number, end: number, wanted: number): number {
  let stop = at;
  while (stop < end && ((CLASSES[bytes[stop] as number] as number) & wanted) !== 0) stop++;
  return stop;
}

function isOf(letter: number | undefined, wanted: number): boolean {
  return letter !== undefined && ((CLASSES[letter] as number) & wanted) !== 0;
}

export const isDigit = (letter: number | undefined): boolean => isOf(letter, DIGIT);
export const isBlank = (letter: number | undefined): boolean => letter === BLANK || letter === TAB;
export const startsFlags = (letter: number | undefined): boolean => isOf(letter, FLAG_START);
export const startsName = (letter: number | undefined): boolean => isOf(letter, NAME_START);

/** Each returns where the run of such letters at `at` ends. */
export const skipDigits = (bytes: Uint8Array, at: number, end: number): number => skip(bytes, at, end, DIGIT);
export const skipFlags = (bytes: Uint8Array, at: number, end: number): number => skip(bytes, at, end, FLAG);
export const skipName = (bytes: Uint8Array, at: number, end: number): number => skip(bytes, at, end, NAME);
export const skipBlanks = (bytes: Uint8Array, at: number, end: number): number =>
  skip(bytes, at, end, BLANKS);
export const skipHex = (bytes: Uint8Array, at: number, end: number): number => skip(bytes, at, end, HEX);

/** The first of the blanks that end before `at`. */
export function skipBlanksBack(bytes: Uint8Array, at: number, start: number): number {
  let stop = at;
  while (stop > start && isBlank(bytes[stop - 1])) stop--;
  return stop;
}

/** The first of the digits that end before `at`. */
export function skipDigitsBack(bytes: Uint8Array, at: number, start: number): number {
  let stop = at;
  while (stop > start && isDigit(bytes[stop - 1])) stop--;
  return stop;
}

/** The number that digits stand for; exact up to 15 of them. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] as number) - ZERO;
  return value;
}
