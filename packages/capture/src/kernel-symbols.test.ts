import { expect, test } from 'vitest';
import { KernelSymbols } from './kernel-symbols.ts';

/** The lookup of every reader: the greatest address <= value, and nothing for the last symbol. */
function makeLookUp(kallsyms: string): (value: bigint) => string | undefined {
  const symbols = kallsyms
    .split('\n')
    .filter((line) => line !== '' && !/^\w+ ([aA] |. \$)/.test(line))
    .map((line) => ({ at: BigInt(`0x${line.slice(0, 16)}`), line }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const last = symbols.at(-1);
  return (value) => {
    const found = symbols.findLast(({ at }) => at <= value);
    return found === last ? undefined : found?.line;
  };
}

const line = (at: bigint, name: string, type = 't'): string =>
  `${at.toString(16).padStart(16, '0')} ${type} ${name}\n`;
const TEXT = 0xffffffff81000000n;
const LOW = line(0n, 'per_cpu_start', 'D') + line(0x1000n, 'per_cpu_end', 'D');
const KALLSYMS = Buffer.from(
  line(TEXT, '_stext', 'T') +
    line(TEXT, '_text', 'T') +
    Array.from({ length: 2000 }, (_, index) =>
      line(TEXT + BigInt(64 + index * 48), `function_${index}`),
    ).join('') +
    line(TEXT + 100n, '$x') +
    line(TEXT + 200n, 'absolute', 'A') +
    line(0xffffffffc0211000n, 'module_function\t[module]') +
    line(0xffffffffc0000000n, 'module_start\t[module]') +
    LOW,
  'latin1',
);

/** A page with these values at 4-byte steps, in the machine's byte order. */
function pageOf(values: bigint[]): Uint32Array {
  const page = new Uint32Array(values.length * 3);
  for (const [index, value] of values.entries())
    page.set(new Uint32Array(BigUint64Array.of(value).buffer), index * 3);
  return page;
}

/** Repeatable numbers (Numerical Recipes, LCG). */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (Math.imul(state, 1664525) + 1013904223) >>> 0) yield state;
}

test('every value of the pages gives the same symbol as with the whole file', () => {
  const random = randomNumbers(7);
  const values = Array.from({ length: 300 }, (_, index) => {
    const offset = BigInt(random.next().value % 100_000);
    return [TEXT + offset, 0xffffffffc0000000n + offset * 40n, offset, 0xffff888100000000n + offset][
      index % 4
    ] as bigint;
  });
  values.push(TEXT, TEXT - 1n, 0xffffffffffffffffn, 0xffffffffc0211000n, 0xffffffffc0210fffn);
  const symbols = KernelSymbols.parse(KALLSYMS);
  symbols?.markReferenced(pageOf(values));
  const subset = symbols?.format().toString('latin1') ?? '';
  const whole = KALLSYMS.toString('latin1');
  expect(values.map(makeLookUp(subset))).toEqual(values.map(makeLookUp(whole)));
  expect(values.filter(makeLookUp(whole)).length).toBeGreaterThan(100);
  expect(subset.length).toBeLessThan(whole.length / 2);
});

test('pages without addresses keep the last symbol and those of the lower half', () => {
  const symbols = KernelSymbols.parse(KALLSYMS);
  symbols?.markReferenced(pageOf([1n, 0xffff888100000000n]));
  const text = symbols?.format().toString('latin1');
  expect(text).toBe(`${LOW}ffffffffc0211000 t module_function\t[module]\n`);
});

test('a symbol brings its aliases and the one after it', () => {
  const symbols = KernelSymbols.parse(KALLSYMS);
  symbols?.markReferenced(pageOf([TEXT + 4n]));
  const names = symbols
    ?.format()
    .toString('latin1')
    .match(/(_s?text|function_\d+)$/gm);
  expect(names).toEqual(['_stext', '_text', 'function_0']);
});

test('hidden addresses give no symbols', () => {
  expect(KernelSymbols.parse(Buffer.from(line(0n, 'a') + line(0n, 'b')))).toBeUndefined();
});

test('addresses of 32 bits are left to the caller', () => {
  expect(KernelSymbols.parse(Buffer.from('c0008000 T _text\nc0008040 T other\n'))).toBeUndefined();
});
