import { sizeOfType } from '../../format/field.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import { ARRAY_CALLS, fieldArgument, UNSIGNED_TYPE } from '../generate/contents.ts';
import type { Body } from './body.ts';
import { access, type Code, constant32, getLocal, OP } from './code.ts';
import { PARAMETER } from './writer-module.ts';

/** Bytes of the record that an expression points to; `start` and `length` push 32 bits. */
export interface Content {
  readonly start: Code;
  /** Bytes, all of them within the record. */
  readonly length: Code;
  readonly elementSize: number;
  readonly signed: boolean;
  /** Bytes there can be at most; undefined where only the record's size is a limit. */
  readonly limit?: number;
}

const PAYLOAD = getLocal(PARAMETER.PAYLOAD);
const SIZE = getLocal(PARAMETER.SIZE);

function locateField(body: Body, name: string): Content {
  const field = body.field(name);
  const { offset, size, location, elementSize, signed } = field;
  if (location === null) {
    const start = [...PAYLOAD, ...constant32(offset), OP.I32_ADD];
    // Records that are too short are not for this function, so that a field of a size is all there.
    if (size > 0) return { start, length: constant32(size), elementSize, signed, limit: size };
    const rest = [...SIZE, ...constant32(offset), OP.I32_SUB];
    return { start, length: rest, elementSize, signed };
  }
  if (size !== 4) throw new PrintFormatError('a location word of another size');
  const base = location === 'relative' ? offset + size : 0;
  const word = body.once(`word ${offset}`, () => [...PAYLOAD, ...access(OP.I32_LOAD, offset)]);
  const low = [...getLocal(word), ...constant32(0xffff), OP.I32_AND];
  const from = body.once(`from ${base} ${offset}`, () => [...constant32(base), ...low, OP.I32_ADD]);
  const asked = [...getLocal(word), ...constant32(16), OP.I32_SHR_U];
  const end = [...getLocal(from), ...asked, OP.I32_ADD];
  const isSound = body.once(`sound ${base} ${offset}`, () => [...end, ...SIZE, OP.I32_LE_U]);
  const ifSound = (key: string, code: Code) =>
    getLocal(
      body.once(`${key} ${base} ${offset}`, () => [
        ...code,
        ...constant32(0),
        ...getLocal(isSound),
        OP.SELECT,
      ]),
    );
  const place = ifSound('place', getLocal(from));
  return { start: [...PAYLOAD, ...place, OP.I32_ADD], length: ifSound('length', asked), elementSize, signed };
}

/** Resolves what denotes an array: a field, `__get_dynamic_array(field)`, a cast of either, `&` of a field. */
export function assembleContent(body: Body, expression: Expression): Content {
  return body.descend(() => {
    switch (expression.kind) {
      case 'cast': {
        const inner = assembleContent(body, expression.of);
        const target = expression.type.replace(/\s*\*\s*$/, '');
        if (target === expression.type) return inner;
        const elementSize = sizeOfType(target, body.context.longSize) || inner.elementSize;
        return { ...inner, elementSize, signed: !UNSIGNED_TYPE.test(target) };
      }
      case 'unary':
        if (expression.operator !== '&') break;
        return assembleContent(body, expression.of);
      case 'call':
        if (!ARRAY_CALLS.has(expression.name)) break;
        return locateField(body, fieldArgument(expression.args[0]));
      case 'field': {
        const { pointer, array } = body.field(expression.name);
        if (pointer && !array) throw new PrintFormatError('a pointer to what was not recorded');
        return locateField(body, expression.name);
      }
      default:
    }
    throw new PrintFormatError('something that is no array of the record');
  });
}
