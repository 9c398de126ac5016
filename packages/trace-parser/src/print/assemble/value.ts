import { PrintFormatError } from '../expression.ts';
import type { IntegerType } from '../generate/value.ts';
import { type Code, constant64, OP } from './code.ts';

/** Longer than any expression of a kernel. */
const MOST_CODE = 16 * 1024;

/** An integer of C: `code` pushes 64 bits, to which one of 32 bits is extended by its type. */
export interface Value {
  readonly bits: 32 | 64;
  readonly unsigned: boolean;
  readonly code: Code;
  /** Pushes 32 bits that are 0 or not, where the value is a condition. */
  readonly condition?: Code;
  /** The value where it does not depend on the record. */
  readonly constant?: bigint;
  /** It contains a name that the kernel did not resolve: it equals nothing. */
  readonly unknown?: true;
}

export function createConstant(value: bigint, { bits, unsigned }: IntegerType): Value {
  const constant = unsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
  const code = constant64(constant);
  return bits === 64
    ? { bits, unsigned, code, constant }
    : { bits: 32, unsigned: unsigned && bits === 32, code, constant };
}

export function createValue(code: Code, { bits, unsigned }: IntegerType): Value {
  if (code.length > MOST_CODE) throw new PrintFormatError('the expression is too long');
  return { bits: bits === 64 ? 64 : 32, unsigned, code };
}

/** A value of 0 or 1 by a condition, which pushes 32 bits. */
export function createCondition(condition: Code): Value {
  return {
    ...createValue([...condition, OP.I64_EXTEND_U], { bits: 32, unsigned: false }),
    condition,
  };
}

/** C's truth of a value, as 32 bits that are 1 or 0. */
export function isTrue({ code, condition }: Value): Code {
  return condition ?? [...code, ...constant64(0n), OP.I64_NE];
}

/** Cuts what an operation of 64 bits gave down to a type. */
export function normalize(code: Code, { bits, unsigned }: IntegerType): Code {
  if (bits === 64) return code;
  if (unsigned) return [...code, ...constant64((1n << BigInt(bits)) - 1n), OP.I64_AND];
  const extend = bits === 32 ? OP.I64_EXTEND32_S : bits === 16 ? OP.I64_EXTEND16_S : OP.I64_EXTEND8_S;
  return [...code, extend];
}

/** Converts to a type as an assignment does. */
export function convert(value: Value, type: IntegerType): Value {
  const unknown = value.unknown ? ({ unknown: true } as const) : {};
  if (value.constant !== undefined) return { ...createConstant(value.constant, type), ...unknown };
  const { bits, unsigned } = type;
  if (bits === 64) return { ...createValue(value.code, type), ...unknown };
  if (bits === 32 && value.bits === 32 && value.unsigned === unsigned) return value;
  // An integer of 8 or 16 bits is an int.
  const promoted = { bits, unsigned: unsigned && bits === 32 };
  return { ...createValue(normalize(value.code, type), promoted), ...unknown };
}

/** The type C's arithmetic converts two operands to. */
export function commonType(left: Value, right: Value): IntegerType {
  const bits = left.bits === 64 || right.bits === 64 ? 64 : 32;
  const unsigned = (left.unsigned && left.bits === bits) || (right.unsigned && right.bits === bits);
  return { bits, unsigned };
}
