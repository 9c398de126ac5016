import { writeDecimal, writeHex } from '../../bytes/write-digits.ts';
import { type Conversion, styleOf } from '../conversion.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import {
  justify,
  writeHex64,
  writeNumber,
  writePaddedHex,
  writeSigned,
  writeSigned64,
  writeUnsigned64,
} from '../runtime/write-number.ts';
import { generateNumber } from './numbers.ts';
import { generatePointer } from './pointers.ts';
import type { Program } from './program.ts';
import { generateText } from './texts.ts';
import { convert, type IntegerType, toInt, toWide, type Value } from './value.ts';

/** Columns and digits that an argument can ask for. */
const MAX_SIZE = 4096;
const NUMBER_ROOM = 26;

/** A width or precision: fixed, or the next argument. */
function generateSize(program: Program, size: number | '*', next: () => Expression): string {
  if (size !== '*') {
    program.reserve(Math.max(0, size));
    return size < 0 ? `(${size})` : `${size}`;
  }
  program.reserve(MAX_SIZE);
  const asked = toInt(generateNumber(program, next()));
  return program.local(`Math.max(${-MAX_SIZE},Math.min(${MAX_SIZE},${asked}))`);
}

function isBare(conversion: Conversion): boolean {
  return (
    conversion.width === 0 &&
    conversion.precision === -1 &&
    !conversion.plus &&
    !conversion.space &&
    !conversion.alternate
  );
}

/** The most frequent conversions, without anything that adorns them. */
function writeBare(program: Program, kind: string, value: Value): boolean {
  if (kind !== 'd' && kind !== 'i' && kind !== 'u' && kind !== 'x') return false;
  const signed = kind === 'd' || kind === 'i';
  if (value.bits === 64) {
    const write = program.value(signed ? writeSigned64 : kind === 'u' ? writeUnsigned64 : writeHex64);
    program.line(`p=${write}(b,p,${value.high},${value.low});`);
  } else {
    const write = program.value(signed ? writeSigned : kind === 'u' ? writeDecimal : writeHex);
    program.line(`p=${write}(b,p,${value.source});`);
  }
  return true;
}

function generateInteger(
  program: Program,
  conversion: Conversion,
  argument: Value,
  sizes: { width: string; precision: string },
): void {
  const { kind, width } = conversion;
  const type: IntegerType = {
    bits: conversion.bits as IntegerType['bits'],
    unsigned: kind !== 'd' && kind !== 'i',
  };
  const value = convert(program, argument, type);
  program.reserve(NUMBER_ROOM);
  if (isBare(conversion) && writeBare(program, kind, value)) return;
  const { high, low } = toWide(program, value);
  const bare = isBare({ ...conversion, width: 0 });
  if (kind === 'x' && bare && conversion.zero && !conversion.left && typeof width === 'number') {
    program.line(`p=${program.value(writePaddedHex)}(b,p,${high},${low},${width});`);
    return;
  }
  const style = program.value(styleOf(conversion));
  const write = program.value(writeNumber);
  program.line(`p=${write}(b,p,${high},${low},${style},${sizes.width},${sizes.precision});`);
}

/** Generates one conversion; `next` gives its arguments. Throws PrintFormatError where there is none for it. */
export function generateConversion(program: Program, conversion: Conversion, next: () => Expression): void {
  const { kind, left } = conversion;
  if (/^p[hb]/.test(kind)) {
    generatePointer(program, conversion, next);
    return;
  }
  const width = generateSize(program, conversion.width, next);
  const precision = generateSize(program, conversion.precision, next);
  const begin = conversion.width !== 0 || conversion.precision !== -1 ? program.mark() : '';
  if (kind === 's') {
    generateText(program, next());
    if (conversion.precision !== -1)
      program.line(`if(${precision}>=0&&p-${begin}>${precision})p=${begin}+${precision};`);
  } else if (kind === 'c') {
    program.reserve(1);
    program.line(`b[p++]=${toInt(generateNumber(program, next()))};`);
  } else if (kind.startsWith('p')) generatePointer(program, conversion, next);
  else if ('diuoxX'.includes(kind)) {
    generateInteger(program, conversion, generateNumber(program, next()), { width, precision });
    return;
  } else throw new PrintFormatError('a conversion that is not known');
  if (conversion.width !== 0) program.line(`p=${program.value(justify)}(b,${begin},p,${width},${left});`);
}
