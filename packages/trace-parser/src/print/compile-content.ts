import { sizeOfType } from '../format/field.ts';
import { type ContentReader, compileContent } from '../format/field-content.ts';
import type { PrintEnvironment } from './environment.ts';
import { type Expression, PrintFormatError } from './expression.ts';

/** Bytes an expression points to, and how its elements are to be read. */
export interface CompiledContent {
  readonly read: ContentReader;
  readonly elementSize: number;
  readonly signed: boolean;
}

const ARRAY_CALLS = new Set(['__get_dynamic_array', '__get_rel_dynamic_array', '__get_str', '__get_rel_str']);
const BITMASK_CALLS = new Set(['__get_bitmask', '__get_rel_bitmask', '__get_cpumask', '__get_rel_cpumask']);

/** The name of a field given as a macro's argument: a bare name, or `REC->name`. */
export function fieldArgument(expression: Expression | undefined): string {
  if (expression?.kind === 'constant' || expression?.kind === 'field') return expression.name;
  throw new PrintFormatError('a field name is missing');
}

/** Compiles what denotes an array: a field, `__get_dynamic_array(field)`, a cast of either, `&` of a field. */
export function compileArray(expression: Expression, environment: PrintEnvironment): CompiledContent {
  if (expression.kind === 'cast') {
    const inner = compileArray(expression.of, environment);
    const target = expression.type.replace(/\s*\*\s*$/, '');
    if (target === expression.type) return inner;
    const elementSize = sizeOfType(target, environment.longSize) || inner.elementSize;
    return { ...inner, elementSize, signed: !/\bunsigned\b|\b_{0,2}u\d|\bvoid\b/.test(target) };
  }
  if (expression.kind === 'unary' && expression.operator === '&')
    return compileArray(expression.of, environment);
  const called =
    expression.kind === 'call' && (ARRAY_CALLS.has(expression.name) || BITMASK_CALLS.has(expression.name));
  const name = called
    ? fieldArgument(expression.args[0])
    : expression.kind === 'field'
      ? expression.name
      : undefined;
  const field = name === undefined ? undefined : environment.fields.get(name);
  if (field === undefined) throw new PrintFormatError('something that is no array of the record');
  return {
    read: compileContent(field, environment.littleEndian),
    elementSize: field.elementSize,
    signed: field.signed,
  };
}
