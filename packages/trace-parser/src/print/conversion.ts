import type { NumberStyle } from './runtime/write-number.ts';

/** One `%` conversion of a printf text. */
export interface Conversion {
  readonly left: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  /** Columns, 0 for no width; `'*'` for an argument. */
  readonly width: number | '*';
  /** -1 for none; `'*'` for an argument. */
  readonly precision: number | '*';
  /** Bits the argument is taken as. */
  readonly bits: number;
  /** Conversion character; for pointers with what follows it: `p`, `pS`. */
  readonly kind: string;
}

const CONVERSION =
  /%([-+ #0]{0,8})(\*|\d{1,4})?(?:\.(\*|\d{0,4}))?(hh|h|ll|l|L|q|z|t|j)?(?:([diouxXcs%])|(p(?:[sSfFB]|K|x|e|U[bBlL]?|[Ii](?:4[hnbl]?|6c?|S[pcfshnbl]*)|[Mm][FR]?|h[CDN]?|b[l]?|[dD][234]?|g|t\w+|a[dp]?|V|G\w|C\w?|O\w*)?))/g;

const LENGTH_BITS: Readonly<Record<string, number>> = { hh: 8, h: 16, ll: 64, L: 64, q: 64, j: 64 };

function parseSize(text: string | undefined, absent: number): number | '*' {
  if (text === undefined) return absent;
  return text === '*' ? '*' : Number(text);
}

/** Splits a printf text into literal strings and conversions; `%%` is literal. */
export function parseConversions(text: string, longSize: number): (string | Conversion)[] {
  const parts: (string | Conversion)[] = [];
  let literal = '';
  let end = 0;
  for (const match of text.matchAll(CONVERSION)) {
    literal += text.slice(end, match.index);
    end = match.index + match[0].length;
    const [, flags = '', width, precision, length, plain, pointer] = match;
    if (plain === '%') {
      literal += '%';
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    const kind = pointer ?? plain ?? '';
    const bits = length === undefined ? 32 : (LENGTH_BITS[length] ?? longSize * 8);
    parts.push({
      left: flags.includes('-'),
      plus: flags.includes('+'),
      space: flags.includes(' '),
      alternate: flags.includes('#'),
      zero: flags.includes('0'),
      width: parseSize(width, 0),
      precision: parseSize(precision, -1),
      bits,
      kind,
    });
  }
  literal += text.slice(end);
  if (literal !== '') parts.push(literal);
  return parts;
}

/** How a conversion of integers adorns them. */
export function styleOf(conversion: Conversion): NumberStyle {
  const { kind } = conversion;
  const signed = kind === 'd' || kind === 'i';
  return {
    signed,
    radix: signed || kind === 'u' ? 10 : kind === 'o' ? 8 : 16,
    upper: kind === 'X',
    left: conversion.left,
    zero: conversion.zero,
    alternate: conversion.alternate,
    plus: conversion.plus ? 43 : conversion.space ? 32 : 0,
  };
}
