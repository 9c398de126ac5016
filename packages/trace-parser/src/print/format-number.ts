import type { Conversion } from './conversion.ts';
import { castInteger, type Integer } from './integer.ts';

/** Pads to a field width the way printf does for texts. */
export function padText(text: string, width: number, left: boolean): string {
  if (text.length >= width) return text;
  return left ? text.padEnd(width) : text.padStart(width);
}

function finish(
  digits: string,
  sign: string,
  conversion: Conversion,
  width: number,
  precision: number,
): string {
  let body = digits;
  if (precision >= 0) body = precision === 0 && digits === '0' ? '' : digits.padStart(precision, '0');
  const text = sign + body;
  const left = conversion.left || width < 0;
  if (conversion.zero && precision < 0 && !left) return sign + body.padStart(width - sign.length, '0');
  return padText(text, Math.abs(width), left);
}

/** `%d %i %u %o %x %X` of C's printf. */
export function formatNumber(
  value: Integer,
  conversion: Conversion,
  width: number,
  precision: number,
): string {
  const { kind, bits, alternate } = conversion;
  if (kind === 'd' || kind === 'i') {
    const number = castInteger(value, bits, false);
    const negative = number < 0;
    const digits = negative ? String(number).slice(1) : String(number);
    const sign = negative ? '-' : conversion.plus ? '+' : conversion.space ? ' ' : '';
    return finish(digits, sign, conversion, width, precision);
  }
  const number = castInteger(value, bits, true);
  const digits = number.toString(kind === 'u' ? 10 : kind === 'o' ? 8 : 16);
  const prefix = !alternate || number === 0 || kind === 'u' ? '' : kind === 'o' ? '0' : `0${kind}`;
  return finish(kind === 'X' ? digits.toUpperCase() : digits, prefix, conversion, width, precision);
}
