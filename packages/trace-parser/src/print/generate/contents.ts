import { sizeOfType } from '../../format/field.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import type { Program } from './program.ts';
import { generateScalar } from './scalars.ts';

/** Bytes of the record that an expression points to; `start` and `length` are names or literals. */
export interface Content {
  readonly start: string;
  /** Bytes, all of them within the record. */
  readonly length: string;
  readonly elementSize: number;
  readonly signed: boolean;
  /** Bytes there can be at most; undefined where only the record's size is a limit. */
  readonly limit?: number;
}

export const ARRAY_CALLS = new Set([
  '__get_dynamic_array',
  '__get_rel_dynamic_array',
  '__get_str',
  '__get_rel_str',
  '__get_bitmask',
  '__get_rel_bitmask',
  '__get_cpumask',
  '__get_rel_cpumask',
  '__get_sockaddr',
  '__get_rel_sockaddr',
]);

export const UNSIGNED_TYPE =
  /\bunsigned\b|\b(__)?[ubl]e?(8|16|32|64)\b|\buint(\d+_t)?\b|\bsize_t\b|\bbool\b|\bvoid\b/;

/** The name of a field given as a macro's argument: a bare name, or `REC->name`. */
export function fieldArgument(expression: Expression | undefined): string {
  if (expression?.kind === 'constant' || expression?.kind === 'field') return expression.name;
  throw new PrintFormatError('a field name is missing');
}

function locateField(program: Program, name: string): Content {
  const field = program.field(name);
  const { offset, size, location, elementSize, signed } = field;
  if (location === null) {
    const start = program.once(`at+${offset}`);
    // The zeroes that extend a short record end a text; other arrays end where the record does.
    if (size > 0 && field.text) return { start, length: `${size}`, elementSize, signed, limit: size };
    if (size > 0) {
      const length = program.once(`Math.max(0,Math.min(${size},size-${offset}))`);
      return { start, length, elementSize, signed, limit: size };
    }
    return { start, length: program.once(`size>${offset}?size-${offset}:0`), elementSize, signed };
  }
  const base = location === 'relative' ? offset + size : 0;
  const word = generateScalar(program, { ...field, signed: false });
  if (word.bits === 64) throw new PrintFormatError('a location word of 8 bytes');
  const from = program.once(`${base}+(${word.source}&0xffff)`);
  const asked = size >= 4 ? `(${word.source}>>>16)` : `(size-${from})`;
  const sound = program.once(`${from}<=size&&${from}+${asked}<=size`);
  return {
    start: program.once(`at+(${sound}?${from}:0)`),
    length: program.once(`${sound}?${asked}:0`),
    elementSize,
    signed,
  };
}

/** Resolves what denotes an array: a field, `__get_dynamic_array(field)`, a cast of either, `&` of a field. */
export function generateContent(program: Program, expression: Expression): Content {
  return program.descend(() => {
    switch (expression.kind) {
      case 'cast': {
        const inner = generateContent(program, expression.of);
        const target = expression.type.replace(/\s*\*\s*$/, '');
        if (target === expression.type) return inner;
        const elementSize = sizeOfType(target, program.context.longSize) || inner.elementSize;
        return { ...inner, elementSize, signed: !UNSIGNED_TYPE.test(target) };
      }
      case 'unary':
        if (expression.operator !== '&') break;
        return generateContent(program, expression.of);
      case 'call':
        if (!ARRAY_CALLS.has(expression.name)) break;
        return locateField(program, fieldArgument(expression.args[0]));
      case 'field':
        if (program.field(expression.name).pointer && !program.field(expression.name).array)
          throw new PrintFormatError('a pointer to what was not recorded');
        return locateField(program, expression.name);
      default:
    }
    throw new PrintFormatError('something that is no array of the record');
  });
}
