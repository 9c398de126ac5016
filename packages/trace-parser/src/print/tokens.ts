/** A token of a print format. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number | bigint; readonly suffix: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string };

const MAX_TOKENS = 100_000;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b' };

const TOKEN =
  /\s+|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(0[xX][0-9a-fA-F]{1,16}|\d{1,20})([uUlL]{0,3})(?!\w)|([A-Za-z_]\w*)|(<<|>>|<=|>=|==|!=|&&|\|\||->|[-+*/%<>&^|!~?:.[\](){},])/sy;

function resolveEscapes(text: string): string {
  return text.replace(/\\([0-7]{3}|x[0-9a-fA-F]{1,2}|.)/gs, (_all, sequence: string) => {
    if (/^[0-7]{3}$/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8) & 255);
    if (/^x[0-9a-fA-F]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
    return SIMPLE_ESCAPES[sequence] ?? sequence;
  });
}

/** The value of a C integer literal: a leading 0 means octal. */
function readNumber(text: string): number | bigint {
  const octal = /^0[0-7]+$/.test(text);
  const value = BigInt(
    octal ? `0o${text.slice(1)}` : /^0\d/.test(text) ? text.replace(/^0+/, '') || '0' : text,
  );
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : BigInt.asUintN(64, value);
}

/** Splits the C-like text of a print format; undefined where it is no C. Neighbouring string literals become one. */
export function tokenize(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null || tokens.length >= MAX_TOKENS) return undefined;
    at = TOKEN.lastIndex;
    const [, text, character, number, suffix, name, symbol] = match;
    if (text !== undefined) {
      const last = tokens.at(-1);
      if (last?.kind === 'text')
        tokens[tokens.length - 1] = { kind: 'text', text: last.text + resolveEscapes(text) };
      else tokens.push({ kind: 'text', text: resolveEscapes(text) });
    } else if (character !== undefined) {
      tokens.push({ kind: 'number', value: resolveEscapes(character).charCodeAt(0) || 0, suffix: '' });
    } else if (number !== undefined) {
      tokens.push({ kind: 'number', value: readNumber(number), suffix: (suffix ?? '').toLowerCase() });
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
}
