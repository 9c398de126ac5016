import { type Conversion, styleOf } from '../conversion.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import type { IntegerType } from '../generate/value.ts';
import type { Body } from './body.ts';
import { type Code, constant32, getLocal, I32, OP, setLocal } from './code.ts';
import { assembleNumber } from './numbers.ts';
import { assembleText } from './texts.ts';
import { convert, type Value } from './value.ts';

/** Columns and digits that an argument can ask for. */
const MAX_SIZE = 4096;
const NUMBER_ROOM = 26;
/** What symbols are written to at most, see line-memory.ts. */
export const SYMBOL_ROOM = 1024;
/** The most frequent conversions, without anything that adorns them. */
const PLAIN: Readonly<Record<string, 'signedDecimal' | 'decimal' | 'hex'>> = {
  d: 'signedDecimal',
  i: 'signedDecimal',
  u: 'decimal',
  x: 'hex',
};
/** How `number` of assembly/digits.ts takes a style. */
const STYLE = { SIGNED: 1, UPPER: 2, LEFT: 4, ZEROES: 8, ALTERNATE: 16, RADIX: 8, PLUS: 16 } as const;

type NextArgument = () => Expression;

/** A width or precision: fixed, or the next argument. */
function assembleSize(body: Body, size: number | '*', next: NextArgument): Code {
  if (size !== '*') {
    body.reserve(Math.max(0, size));
    return constant32(size);
  }
  body.reserve(MAX_SIZE);
  const local = body.local(I32);
  const asked = assembleNumber(body, next()).code;
  body.emit(asked, constant32(MAX_SIZE), body.call('limitSize'), setLocal(local));
  return getLocal(local);
}

function encodeStyle(conversion: Conversion): number {
  const { signed, radix, upper, left, zero, alternate, plus } = styleOf(conversion);
  return (
    (signed ? STYLE.SIGNED : 0) |
    (upper ? STYLE.UPPER : 0) |
    (left ? STYLE.LEFT : 0) |
    (zero ? STYLE.ZEROES : 0) |
    (alternate ? STYLE.ALTERNATE : 0) |
    (radix << STYLE.RADIX) |
    (plus << STYLE.PLUS)
  );
}

function isUnadorned({ precision, plus, space, alternate }: Conversion): boolean {
  return precision === -1 && !plus && !space && !alternate;
}

function assembleInteger(
  body: Body,
  conversion: Conversion,
  argument: Value,
  { width, precision }: { width: Code; precision: Code },
): void {
  const { kind, zero, left } = conversion;
  const signed = kind === 'd' || kind === 'i';
  const type: IntegerType = { bits: conversion.bits as IntegerType['bits'], unsigned: !signed };
  const { code } = convert(argument, type);
  body.reserve(NUMBER_ROOM);
  const plain = conversion.width === 0 && isUnadorned(conversion) ? PLAIN[kind] : undefined;
  if (plain !== undefined) body.append(plain, code);
  else if (kind === 'x' && isUnadorned(conversion) && zero && !left && conversion.width !== '*')
    body.append('paddedHex', code, width);
  else body.append('number', code, constant32(encodeStyle(conversion)), width, precision);
}

function assemblePointer(body: Body, kind: string, next: NextArgument): void {
  const isSymbol = /^p[sSfFB]$/.test(kind);
  if (!isSymbol && !/^p[KxeaV]?$/.test(kind)) throw new PrintFormatError('a pointer to more than a number');
  const { code } = assembleNumber(body, next());
  if (isSymbol) {
    body.reserve(SYMBOL_ROOM);
    body.append('symbol', code, constant32(kind === 'ps' || kind === 'pf' ? 0 : 1));
    return;
  }
  body.reserve(NUMBER_ROOM);
  body.append('pointer', code);
}

/** Cuts off what was written since `begin` beyond a precision that is not negative. */
function limitText(body: Body, begin: Code, precision: Code): void {
  const end = body.mark();
  const isAsked = [...precision, ...constant32(0), OP.I32_GE_S];
  const isLonger = [...end, ...begin, OP.I32_SUB, ...precision, OP.I32_GT_S];
  body.choose([...isAsked, ...isLonger, OP.I32_AND], () => body.moveTo([...begin, ...precision, OP.I32_ADD]));
}

/** One conversion; `next` gives its arguments. Throws PrintFormatError where it is left to JavaScript. */
export function assembleConversion(body: Body, conversion: Conversion, next: NextArgument): void {
  const { kind, left } = conversion;
  const width = assembleSize(body, conversion.width, next);
  const precision = assembleSize(body, conversion.precision, next);
  if ('diuoxX'.includes(kind)) {
    assembleInteger(body, conversion, assembleNumber(body, next()), { width, precision });
    return;
  }
  const begin = conversion.width === 0 && conversion.precision === -1 ? [] : body.mark();
  if (kind === 's') {
    assembleText(body, next());
    if (conversion.precision !== -1) limitText(body, begin, precision);
  } else if (kind === 'c') body.byte([...assembleNumber(body, next()).code, OP.I32_WRAP]);
  else if (kind.startsWith('p')) assemblePointer(body, kind, next);
  else throw new PrintFormatError('a conversion that is not known');
  if (conversion.width === 0) return;
  const end = body.mark();
  body.emit(begin, end, width, constant32(left ? 1 : 0), body.call('justify'));
  body.moveTo([]);
}
