import { LabError } from '@uringlab/schema/errors';
import type { Opcode } from '@uringlab/uring-strace';

/** Which requests are shown. */
export interface RequestFilter {
  /** By number; absent: all. */
  readonly opcodes?: readonly number[];
  readonly onlyShort: boolean;
  readonly onlyErrors: boolean;
}

function refuse(word: string, opcodes: readonly Opcode[]): LabError {
  const classes = [...new Set(opcodes.flatMap((opcode) => opcode.classes))].map((name) => `%${name}`);
  return new LabError('E_USAGE', `-e: there is no operation ${JSON.stringify(word)}`, {
    hint: `operations are named as IORING_OP_* in any case, or ${classes.join(', ')}; besides: short, error`,
  });
}

/** The numbers that a word stands for: `read`, `IORING_OP_READ`, `OP_99`, `%read`, `all`, `none`. */
function findOpcodes(word: string, opcodes: readonly Opcode[]): number[] {
  if (word === 'none') return [];
  if (word === 'all') return opcodes.map((_, number) => number);
  const name = word.toUpperCase().replace(/^IORING_OP_/, '');
  const number = /^OP_(\d{1,3})$/.exec(name)?.[1];
  if (number !== undefined && Number(number) < 256) return [Number(number)];
  const matches = (opcode: Opcode) =>
    word.startsWith('%') ? opcode.classes.includes(word.slice(1).toLowerCase()) : opcode.name === name;
  const found = opcodes.flatMap((opcode, place) => (matches(opcode) ? [place] : []));
  if (found.length === 0) throw refuse(word, opcodes);
  return found;
}

/**
 * The expressions of -e, as strace has them: `trace=read,write`, `read,%network`, `!fsync`, and `short`, `error`. Several add up; what is
 * negated is taken away from what the ones before have left, or from all. Throws E_USAGE.
 */
export function parseExpressions(expressions: readonly string[], opcodes: readonly Opcode[]): RequestFilter {
  let chosen: Set<number> | undefined;
  let onlyShort = false;
  let onlyErrors = false;
  for (const expression of expressions) {
    const [, prefix, negation, list = ''] = /^(trace=|t=)?(!?)(.*)$/s.exec(expression) ?? [];
    const words = list.split(',');
    const isSpecial = (word: string) => prefix === undefined && (word === 'short' || word === 'error');
    if (negation === '') {
      onlyShort ||= words.some((word) => isSpecial(word) && word === 'short');
      onlyErrors ||= words.some((word) => isSpecial(word) && word === 'error');
    }
    const named = words.filter((word) => negation !== '' || !isSpecial(word));
    if (named.length === 0) continue;
    const numbers = named.flatMap((word) => findOpcodes(word, opcodes));
    if (negation === '') {
      chosen = new Set([...(chosen ?? []), ...numbers]);
    } else {
      const without = new Set(numbers);
      chosen = new Set(
        [...(chosen ?? Array.from({ length: 256 }, (_, number) => number))].filter(
          (number) => !without.has(number),
        ),
      );
    }
  }
  return {
    ...(chosen === undefined ? {} : { opcodes: [...chosen].sort((a, b) => a - b) }),
    onlyShort,
    onlyErrors,
  };
}
