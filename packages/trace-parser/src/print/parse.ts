import { type Expression, type PrintFormat, PrintFormatError } from './expression.ts';
import { type Token, tokenize } from './tokens.ts';

const MAX_DEPTH = 256;

/** C's binary operators by how tightly they bind. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

const TYPE_WORD =
  /^(unsigned|signed|int|short|long|char|void|bool|uint|const|struct|union|enum|_{0,2}[usbl]e?(8|16|32|64)|\w+_t)$/;

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseFormat(): PrintFormat {
    const first = this.#tokens[this.#at++];
    if (first?.kind !== 'text') throw new PrintFormatError('the format does not begin with a string');
    const args: Expression[] = [];
    while (this.#accept(',')) args.push(this.#expression());
    if (this.#at < this.#tokens.length)
      throw new PrintFormatError('there is something after the last argument');
    return { text: first.text, args };
  }

  #symbol(ahead = 0): string {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'symbol' ? token.text : '';
  }

  #accept(symbol: string): boolean {
    if (this.#symbol() !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) throw new PrintFormatError(`'${symbol}' is missing`);
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'name') throw new PrintFormatError('a name is missing');
    return token.text;
  }

  #expression(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new PrintFormatError('the expression is nested too deeply');
    const test = this.#binary(1);
    let result = test;
    if (this.#accept('?')) {
      const then = this.#expression();
      this.#expect(':');
      result = { kind: 'conditional', test, then, else: this.#expression() };
    }
    this.#depth--;
    return result;
  }

  #binary(lowest: number): Expression {
    let left = this.#unary();
    let length = 0;
    for (;;) {
      const operator = this.#symbol();
      const precedence = PRECEDENCE[operator] ?? 0;
      if (precedence < lowest) return left;
      if (++length > MAX_DEPTH) throw new PrintFormatError('the expression is too long');
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.#binary(precedence + 1) };
    }
  }

  #unary(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new PrintFormatError('the expression is nested too deeply');
    const operator = this.#symbol();
    let result: Expression;
    if (operator !== '' && '-+!~&*'.includes(operator)) {
      this.#at++;
      result = { kind: 'unary', operator, of: this.#unary() };
    } else {
      const type = operator === '(' ? this.#castType() : undefined;
      result = type === undefined ? this.#postfix() : { kind: 'cast', type, of: this.#unary() };
    }
    this.#depth--;
    return result;
  }

  /** Consumes `(type)` where it is a cast: only names and stars, a type's word among them, and an operand after it. */
  #castType(): string | undefined {
    const words: string[] = [];
    let ahead = 1;
    for (
      let token = this.#tokens[this.#at + ahead];
      token !== undefined;
      token = this.#tokens[this.#at + ++ahead]
    ) {
      if (token.kind === 'name') words.push(token.text);
      else if (token.kind === 'symbol' && token.text === '*' && words.length > 0) words.push('*');
      else break;
    }
    if (this.#symbol(ahead) !== ')' || !words.some((word) => TYPE_WORD.test(word))) return undefined;
    const operand = this.#tokens[this.#at + ahead + 1];
    if (operand === undefined || (operand.kind === 'symbol' && !'(-+!~&*{'.includes(operand.text)))
      return undefined;
    this.#at += ahead + 1;
    return words.join(' ');
  }

  #postfix(): Expression {
    let result = this.#primary();
    for (;;) {
      if (this.#accept('[')) {
        result = { kind: 'index', of: result, index: this.#expression() };
        this.#expect(']');
      } else if (this.#symbol() === '->' || this.#symbol() === '.') {
        throw new PrintFormatError('a member of something that is not the record');
      } else return result;
    }
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new PrintFormatError('the format ends early');
    if (token.kind === 'symbol') {
      if (this.#accept('{')) return this.#braces();
      this.#expect('(');
      if (this.#isRecord() && this.#symbol(1) === ')' && this.#symbol(2) === '->') {
        this.#at += 3;
        return { kind: 'field', name: this.#name() };
      }
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    this.#at++;
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind === 'number') {
      const unsigned = token.suffix.includes('u');
      return { kind: 'number', value: token.value, unsigned, long: token.suffix.includes('l') };
    }
    if (token.text === 'REC' && this.#accept('->')) return { kind: 'field', name: this.#name() };
    if (this.#accept('(')) return token.text === 'sizeof' ? this.#sizeof() : this.#call(token.text);
    return { kind: 'constant', name: token.text };
  }

  #isRecord(): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'name' && token.text === 'REC';
  }

  #braces(): Expression {
    const items: Expression[] = [];
    while (!this.#accept('}')) {
      items.push(this.#expression());
      if (!this.#accept(',')) {
        this.#expect('}');
        break;
      }
    }
    return { kind: 'braces', items };
  }

  #call(name: string): Expression {
    const args: Expression[] = [];
    if (this.#accept(')')) return { kind: 'call', name, args };
    do {
      args.push(this.#expression());
    } while (this.#accept(','));
    this.#expect(')');
    return { kind: 'call', name, args };
  }

  #sizeof(): Expression {
    if (this.#isRecord()) {
      this.#at++;
      this.#expect('->');
      const of: Expression = { kind: 'field', name: this.#name() };
      this.#expect(')');
      return { kind: 'call', name: 'sizeof', args: [of] };
    }
    const words: string[] = [];
    while (!this.#accept(')')) words.push(this.#accept('*') ? '*' : this.#name());
    return { kind: 'sizeof', type: words.join(' ') };
  }
}

/** Parses a print format. Throws PrintFormatError for what is no expression of the record. */
export function parsePrintFormat(source: string): PrintFormat {
  const tokens = tokenize(source);
  if (tokens === undefined) throw new PrintFormatError('the format is no C text');
  return new Parser(tokens).parseFormat();
}
