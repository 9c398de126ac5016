import { compileNumber } from './compile-number.ts';
import { compileText } from './compile-text.ts';
import { type Conversion, parseConversions } from './conversion.ts';
import type { Evaluate, PrintEnvironment } from './environment.ts';
import { type Expression, PrintFormatError } from './expression.ts';
import { formatNumber, padText } from './format-number.ts';
import { formatPointer, formatSymbol } from './format-pointer.ts';
import { castInteger } from './integer.ts';
import { parsePrintFormat } from './parse.ts';

const MAX_WIDTH = 4096;

/** A width or precision: fixed, or the next argument. */
function compileSize(
  size: number | '*',
  next: () => Expression,
  environment: PrintEnvironment,
): Evaluate<number> {
  if (size !== '*') return () => size;
  const { evaluate } = compileNumber(next(), environment);
  return (view, at, length) =>
    Math.min(Number(castInteger(evaluate(view, at, length), 32, false)), MAX_WIDTH);
}

function compileConversion(
  conversion: Conversion,
  next: () => Expression,
  environment: PrintEnvironment,
): Evaluate<string> {
  const { kind, left } = conversion;
  const fixedWidth = conversion.width;
  const fixedPrecision = conversion.precision;
  const width = compileSize(fixedWidth, next, environment);
  const precision = compileSize(fixedPrecision, next, environment);
  const argument = next();
  if (kind === 's') {
    const text = compileText(argument, environment);
    if (fixedWidth === 0 && fixedPrecision === -1) return text;
    return (view, at, size) => {
      const limit = precision(view, at, size);
      const whole = text(view, at, size);
      const asked = width(view, at, size);
      return padText(limit < 0 ? whole : whole.slice(0, limit), Math.abs(asked), left || asked < 0);
    };
  }
  const { evaluate } = compileNumber(argument, environment);
  switch (kind) {
    case 'c':
      return (view, at, size) =>
        padText(
          String.fromCharCode(Number(castInteger(evaluate(view, at, size), 8, true))),
          width(view, at, size),
          left,
        );
    case 'ps':
    case 'pf':
    case 'pS':
    case 'pF':
    case 'pB': {
      const withOffset = kind !== 'ps' && kind !== 'pf';
      return (view, at, size) =>
        padText(formatSymbol(evaluate(view, at, size), withOffset, environment), width(view, at, size), left);
    }
    case 'p':
    case 'pK':
    case 'px':
      return (view, at, size) =>
        padText(formatPointer(evaluate(view, at, size)), width(view, at, size), left);
    default:
      if (kind.startsWith('p')) throw new PrintFormatError(`%${kind} is not known`);
  }
  const { bits } = conversion;
  const unadorned = fixedWidth === 0 && fixedPrecision === -1 && !conversion.plus && !conversion.space;
  if (unadorned && kind === 'd')
    return (view, at, size) => String(castInteger(evaluate(view, at, size), bits, false));
  const radix = kind === 'u' ? 10 : kind === 'x' ? 16 : undefined;
  if (unadorned && !conversion.alternate && radix !== undefined) {
    return (view, at, size) => castInteger(evaluate(view, at, size), bits, true).toString(radix);
  }
  return (view, at, size) =>
    formatNumber(evaluate(view, at, size), conversion, width(view, at, size), precision(view, at, size));
}

/** Joins literal and computed parts. */
function joinParts(parts: readonly (string | Evaluate<string>)[]): Evaluate<string> {
  return (view, at, size) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(view, at, size);
    return text;
  };
}

/** Compiles a print format once, for all records of its event. Throws PrintFormatError where it cannot be evaluated. */
export function compilePrintFormat(source: string, environment: PrintEnvironment): Evaluate<string> {
  const { text, args } = parsePrintFormat(source);
  let used = 0;
  function next(): Expression {
    const argument = args[used++];
    if (argument === undefined) throw new PrintFormatError('the format has more conversions than arguments');
    return argument;
  }
  return joinParts(
    parseConversions(text, environment.longSize).map((part) =>
      typeof part === 'string' ? part : compileConversion(part, next, environment),
    ),
  );
}
