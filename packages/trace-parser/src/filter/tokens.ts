import { filterError } from './filter-error.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'operator' | 'end';
  /** Of a text what is between its quotes, backslashes as they are. */
  readonly text: string;
  /** Offset in the filter. */
  readonly at: number;
}

const MOST_TOKENS = 4096;
const BLANKS = /\s*/y;
const TOKENS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /\d\w*/y],
  ['name', /[A-Za-z_]\w*/y],
  ['text', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy],
  ['operator', /&&|\|\||==|!=|=~|!~|<=|>=|<<|>>|[<>!()&|^+\-*/%~]/y],
];

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function readToken(source: string, at: number): Token & { readonly end: number } {
  for (const [kind, pattern] of TOKENS) {
    const found = match(pattern, source, at);
    if (found === undefined) continue;
    return { kind, text: kind === 'text' ? found.slice(1, -1) : found, at, end: at + found.length };
  }
  if (source[at] === '"' || source[at] === "'") throw filterError(source, at, 'a quote that is not closed');
  if (source[at] === '=')
    throw filterError(source, at, 'expected an operator', 'compare with `==`, or match with `=~`');
  throw filterError(source, at, 'expected a name, a number, a quoted text or an operator');
}

/** Splits the condition of a filter, which begins at `start` of its text; the last token is the end. */
export function readTokens(source: string, start: number): Token[] {
  const tokens: Token[] = [];
  let at = start;
  for (;;) {
    at += match(BLANKS, source, at)?.length ?? 0;
    if (at >= source.length) return [...tokens, { kind: 'end', text: '', at: source.length }];
    if (tokens.length >= MOST_TOKENS) throw filterError(source, at, `more than ${MOST_TOKENS} words`);
    const { end, ...token } = readToken(source, at);
    const last = tokens.at(-1);
    // Texts in double quotes that follow each other are one (libtraceevent, src/event-parse.c, __read_token).
    if (last?.kind === 'text' && token.kind === 'text')
      tokens[tokens.length - 1] = { ...last, text: last.text + token.text };
    else tokens.push(token);
    at = end;
  }
}
