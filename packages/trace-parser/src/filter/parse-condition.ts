import { translateBasicRegex } from './basic-regex.ts';
import {
  type ArithmeticOperator,
  type Comparison,
  type Condition,
  isValue,
  type Value,
} from './condition.ts';
import { filterError } from './filter-error.ts';
import { readTokens, type Token } from './tokens.ts';

/**
 * What binds tighter has the higher rank. `&&` and `||` are equals, taken from left to right, and `!` takes a whole comparison, as in
 * libtraceevent (src/parse-filter.c, process_filter). It has no arithmetic in comparisons; here it binds tighter than they do.
 */
const RANKS = new Map([
  ...rank(1, '&&', '||'),
  ...rank(2, '==', '!=', '<', '>', '<=', '>=', '=~', '!~'),
  ...rank(3, '|'),
  ...rank(4, '^'),
  ...rank(5, '&'),
  ...rank(6, '<<', '>>'),
  ...rank(7, '+', '-'),
  ...rank(8, '*', '/', '%'),
]);
const COMPARISON_RANK = 2;
const OPERAND_RANK = 9;
const DEEPEST = 100;
const LARGEST = (1n << 64n) - 1n;

function rank(value: number, ...operators: string[]): [string, number][] {
  return operators.map((operator) => [operator, value]);
}

class ConditionParser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string, start: number) {
    this.#source = source;
    this.#tokens = readTokens(source, start);
  }

  parse(): Condition {
    const condition = this.#parseRank(1);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw this.#error(rest, 'expected `&&`, `||` or the end');
    return condition;
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #error({ at }: { readonly at: number }, message: string, hint?: string): Error {
    return filterError(this.#source, at, message, hint);
  }

  /** An expression whose operators have at least the rank `lowest`. */
  #parseRank(lowest: number): Condition {
    if (++this.#depth > DEEPEST) throw this.#error(this.#peek(), `more than ${DEEPEST} levels`);
    let left = this.#parseOperand();
    for (;;) {
      const token = this.#peek();
      const found = token.kind === 'operator' ? RANKS.get(token.text) : undefined;
      if (found === undefined || found < lowest) break;
      this.#take();
      left = this.#combine(token, left, this.#parseRank(found + 1));
    }
    this.#depth--;
    return left;
  }

  #parseOperand(): Condition {
    const token = this.#take();
    const { at } = token;
    if (token.kind === 'name') return { kind: 'name', name: token.text, at };
    if (token.kind === 'text') return { kind: 'text', text: token.text, at };
    if (token.kind === 'number') return { kind: 'number', value: this.#readNumber(token), at };
    if (token.kind === 'operator') {
      if (token.text === '!') return { kind: 'not', operand: this.#parseRank(COMPARISON_RANK), at };
      if (token.text === '(') return this.#parseGroup();
      if (token.text === '-') return this.#negate(token, '-', 0n);
      if (token.text === '~') return this.#negate(token, '^', -1n);
    }
    throw this.#error(token, 'expected a field, a number, a quoted text or `(`');
  }

  /** `-x` is `0 - x`, `~x` is `-1 ^ x`. */
  #negate(token: Token, operator: '-' | '^', value: bigint): Value {
    const right = this.#value(this.#parseRank(OPERAND_RANK));
    const { at } = token;
    if (right.kind === 'number')
      return { kind: 'number', value: operator === '-' ? -right.value : ~right.value, at };
    return { kind: 'arithmetic', operator, left: { kind: 'number', value, at }, right, at };
  }

  #parseGroup(): Condition {
    const inner = this.#parseRank(1);
    const close = this.#take();
    if (close.text !== ')' || close.kind !== 'operator') throw this.#error(close, 'expected `)`');
    return inner;
  }

  #readNumber(token: Token): bigint {
    const octal = /^0[0-7]+$/.test(token.text);
    if (!octal && !/^(0[xX][\da-fA-F]+|0|[1-9]\d*)$/.test(token.text))
      throw this.#error(token, 'expected a number in decimal, octal (0…) or hexadecimal (0x…)');
    const value = BigInt(octal ? `0o${token.text}` : token.text);
    if (value > LARGEST) throw this.#error(token, 'expected a number of at most 64 bits');
    return value;
  }

  #value(condition: Condition): Value {
    if (isValue(condition)) return condition;
    throw this.#error(condition, 'expected a value, not another comparison');
  }

  #combine(token: Token, left: Condition, right: Condition): Condition {
    const { text: operator, at } = token;
    if (operator === '&&' || operator === '||') return { kind: 'logic', operator, left, right, at };
    if (operator === '=~' || operator === '!~') return this.#match(token, this.#value(left), right);
    const values = { left: this.#value(left), right: this.#value(right), at };
    if (RANKS.get(operator) === COMPARISON_RANK)
      return { kind: 'comparison', operator: operator as Comparison['operator'], ...values };
    for (const value of [values.left, values.right])
      if (value.kind === 'text') throw this.#error(value, 'expected a number');
    return { kind: 'arithmetic', operator: operator as ArithmeticOperator, ...values };
  }

  #match(token: Token, left: Value, right: Condition): Condition {
    if (right.kind !== 'text') throw this.#error(right, 'expected a regular expression in quotes');
    const { pattern, problem } = translateBasicRegex(right.text);
    if (pattern === undefined) throw this.#error(right, `${problem}, in the regular expression`, REGEX_HINT);
    return { kind: 'match', left, pattern, negated: token.text === '!~', at: token.at };
  }
}

export const REGEX_HINT =
  'these are POSIX basic regular expressions: `\\|`, `\\(`, `\\)`, `\\+` and `\\{` have the backslash';

/** Parses the condition of a filter, which begins at `start` of its text. */
export function parseCondition(source: string, start: number): Condition {
  return new ConditionParser(source, start).parse();
}
