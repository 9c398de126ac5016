import type { EventType } from '../event/event-type.ts';
import { compileNumber, compileText, type NumberOperand } from './compile-operand.ts';
import type { Comparison, Condition, TextMatch, Value } from './condition.ts';
import {
  type FilterOptions,
  isMisfit,
  type Misfit,
  type NumberReader,
  type RecordTest,
  type TextReader,
} from './filter-record.ts';

type Term = Comparison | TextMatch | Value;
type Order = (left: number | bigint, right: number | bigint) => boolean;

const ORDERS: Readonly<Record<Comparison['operator'], Order>> = {
  // biome-ignore lint/suspicious/noDoubleEquals: a number and a bigint of the same value are equal.
  '==': (left, right) => left == right,
  // biome-ignore lint/suspicious/noDoubleEquals: as above.
  '!=': (left, right) => left != right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};

/** A constant in two's complement is the negative number where it meets a signed field: 0xffffffffffffffff is -1. */
function adaptConstant(operand: NumberOperand, other: NumberOperand): NumberReader {
  if (operand.constant === undefined || operand.constant < 1n << 63n || !other.signed) return operand.read;
  const constant = BigInt.asIntN(64, operand.constant);
  return () => constant;
}

function compareNumbers(type: EventType, term: Comparison, options: FilterOptions): RecordTest | Misfit {
  const left = compileNumber(type, term.left, options);
  const right = compileNumber(type, term.right, options);
  if (isMisfit(left)) return left;
  if (isMisfit(right)) return right;
  const order = ORDERS[term.operator];
  const readLeft = adaptConstant(left, right);
  const readRight = adaptConstant(right, left);
  return (record) => {
    const first = readLeft(record);
    const second = readRight(record);
    return first !== undefined && second !== undefined && order(first, second);
  };
}

function compareTexts(type: EventType, term: Comparison, options: FilterOptions): RecordTest | Misfit {
  const [field, text] = term.right.kind === 'text' ? [term.left, term.right] : [term.right, term.left];
  if (term.operator !== '==' && term.operator !== '!=')
    return { at: term.at, message: 'expected `==`, `!=`, `=~` or `!~` to compare text' };
  const read = compileText(type, field, options);
  if (isMisfit(read)) return read;
  const wanted = (text as { readonly text: string }).text;
  return term.operator === '==' ? (record) => read(record) === wanted : (record) => read(record) !== wanted;
}

const REMEMBERED = 1024;

/** Texts repeat: what was found of one is kept. */
function matchText(read: TextReader, { pattern, negated }: TextMatch): RecordTest {
  const known = new Map<string, boolean>();
  return (record) => {
    const text = read(record);
    const found = known.get(text);
    if (found !== undefined) return found;
    const matches = pattern.test(text) !== negated;
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, matches);
    return matches;
  };
}

/** What one comparison says of events of a type, or why it says nothing. */
export function compileTerm(type: EventType, term: Term, options: FilterOptions): RecordTest | Misfit {
  if (term.kind === 'match') {
    const read = compileText(type, term.left, options);
    return isMisfit(read) ? read : matchText(read, term);
  }
  if (term.kind === 'comparison') {
    const sides = [term.left, term.right];
    const letter = sides.some((side) => side.kind === 'text' && side.text.length === 1);
    const numbers = letter ? compareNumbers(type, term, options) : undefined;
    if (numbers !== undefined && !isMisfit(numbers)) return numbers;
    return sides.some(({ kind }) => kind === 'text')
      ? compareTexts(type, term, options)
      : compareNumbers(type, term, options);
  }
  const value = compileNumber(type, term, options);
  if (isMisfit(value)) return value;
  // biome-ignore lint/suspicious/noDoubleEquals: zero is a number or a bigint.
  return (record) => (value.read(record) ?? 0) != 0;
}

/** What a condition says of events of a type. Comparisons that do not fit the type are false. */
export function compileCondition(type: EventType, condition: Condition, options: FilterOptions): RecordTest {
  if (condition.kind === 'not') {
    const operand = compileCondition(type, condition.operand, options);
    return (record) => !operand(record);
  }
  if (condition.kind === 'logic') {
    const left = compileCondition(type, condition.left, options);
    const right = compileCondition(type, condition.right, options);
    return condition.operator === '&&'
      ? (record) => left(record) && right(record)
      : (record) => left(record) || right(record);
  }
  const term = compileTerm(type, condition, options);
  return isMisfit(term) ? () => false : term;
}
