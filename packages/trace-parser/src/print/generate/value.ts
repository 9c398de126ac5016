import type { Program } from './program.ts';

/** An integer type of C after promotion, or what a cast asks for. */
export interface IntegerType {
  readonly bits: 8 | 16 | 32 | 64;
  readonly unsigned: boolean;
}

interface Typed {
  readonly unsigned: boolean;
  /** The value where it does not depend on the record. */
  readonly constant?: bigint;
  /** It contains a name that the kernel did not resolve: it equals nothing. */
  readonly unknown?: boolean;
}

/** An integer of at most 32 bits: `source` yields an int32, of an unsigned type a uint32. */
export interface Narrow extends Typed {
  readonly bits: 32;
  readonly source: string;
  /** The same as a condition of JavaScript, where it is one. */
  readonly condition?: string;
}

/** An integer of 64 bits in two int32 halves; both are names or literals, so they may be used more than once. */
export interface Wide extends Typed {
  readonly bits: 64;
  readonly high: string;
  readonly low: string;
}

/** An integer in generated source. */
export type Value = Narrow | Wide;

export const INT: IntegerType = { bits: 32, unsigned: false };
export const UNSIGNED: IntegerType = { bits: 32, unsigned: true };
export const UNSIGNED_LONG_LONG: IntegerType = { bits: 64, unsigned: true };

/** Negative literals are in parentheses: `a--1` is another thing than `a-(-1)`. */
function spell(value: bigint): string {
  return value < 0n ? `(${value})` : `${value}`;
}

export function createConstant(value: bigint, type: IntegerType): Value {
  const { bits, unsigned } = type;
  const constant = unsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
  if (bits !== 64) return { bits: 32, unsigned: unsigned && bits === 32, source: spell(constant), constant };
  const high = spell(BigInt.asIntN(32, constant >> 32n));
  return { bits, unsigned, high, low: spell(BigInt.asIntN(32, constant)), constant };
}

export function createNarrow(source: string, unsigned: boolean): Narrow {
  return { bits: 32, unsigned, source };
}

export function createCondition(condition: string): Narrow {
  return { bits: 32, unsigned: false, source: `(${condition}?1:0)`, condition };
}

/** C's truth of a value as a condition of JavaScript. */
export function isTrue(value: Value): string {
  if (value.bits === 64) return `(${value.high}|${value.low})!==0`;
  return value.condition ?? `${value.source}!==0`;
}

/** The source of a value as a name or a literal, which may be used more than once. */
export function bind(program: Program, source: string): string {
  return /^(\(-\d+\)|\d+|[lf]\d+)$/.test(source) ? source : program.local(source);
}

/** Converts to a type as an assignment does. */
export function convert(program: Program, value: Value, type: IntegerType): Value {
  if (value.constant !== undefined) return { ...createConstant(value.constant, type), ...keepUnknown(value) };
  if (type.bits === 64) return { ...widen(program, value), unsigned: type.unsigned };
  return { ...narrow(value, type), ...keepUnknown(value) };
}

function keepUnknown(value: Value): { unknown?: true } {
  return value.unknown ? { unknown: true } : {};
}

function narrow(value: Value, { bits, unsigned }: IntegerType): Narrow {
  const from = value.bits === 64 ? value.low : value.source;
  if (bits === 32) {
    if (value.bits === 32 && value.unsigned === unsigned) return value;
    if (!unsigned) return createNarrow(value.bits === 64 ? from : `(${from}|0)`, false);
    return createNarrow(`(${from}>>>0)`, true);
  }
  if (unsigned) return createNarrow(`(${from}&${bits === 8 ? 0xff : 0xffff})`, false);
  return createNarrow(`(${from}<<${32 - bits}>>${32 - bits})`, false);
}

function widen(program: Program, value: Value): Wide {
  if (value.bits === 64) return value;
  const low = bind(program, value.unsigned ? `(${value.source}|0)` : value.source);
  const high = value.unsigned ? '0' : program.local(`${low}>>31`);
  return { bits: 64, unsigned: value.unsigned, high, low, ...keepUnknown(value) };
}

/** The value as 64 bits; a narrow one is extended by its own sign. */
export function toWide(program: Program, value: Value): Wide {
  if (value.constant !== undefined) {
    const constant = createConstant(value.constant, { bits: 64, unsigned: value.unsigned });
    if (constant.bits === 64) return constant;
  }
  return widen(program, value);
}

/** The lowest 32 bits as an int32. */
export function toInt(value: Value): string {
  if (value.constant !== undefined) return spell(BigInt.asIntN(32, value.constant));
  if (value.bits === 64) return value.low;
  return value.unsigned ? `(${value.source}|0)` : value.source;
}

/** The type C's arithmetic converts two operands to. */
export function commonType(left: Value, right: Value): IntegerType {
  const bits = left.bits === 64 || right.bits === 64 ? 64 : 32;
  const unsigned = (left.unsigned && left.bits === bits) || (right.unsigned && right.bits === bits);
  return { bits, unsigned };
}
