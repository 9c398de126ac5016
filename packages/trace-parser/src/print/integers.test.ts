import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextOutput } from '../bytes/text-output.ts';
import { parseField } from '../format/field.ts';
import { compilePrintFormat } from './compile-print-format.ts';

/** Bits that a length takes of its argument. */
const LENGTHS = { hh: 8, h: 16, '': 32, l: 64, ll: 64, z: 64 } as const;
const CASES = 2000;

interface Case {
  readonly specification: string;
  readonly length: keyof typeof LENGTHS;
  readonly conversion: string;
  readonly value: bigint;
}

/** Flags that C defines for a conversion; the others leave what is printed open. */
function flagsOf(conversion: string): string[] {
  if (conversion === 'd' || conversion === 'i') return ['-', '0', '+', ' '];
  return conversion === 'u' ? ['-', '0'] : ['-', '0', '#'];
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...'diuxXo').chain((conversion) =>
  fc
    .record({
      flags: fc.subarray(flagsOf(conversion)),
      width: fc.option(fc.integer({ min: 1, max: 30 }), { nil: '' }),
      precision: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined }),
      length: fc.constantFrom(...(Object.keys(LENGTHS) as (keyof typeof LENGTHS)[])),
      value: fc.oneof(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: -300n, max: 300n }).map((small) => BigInt.asUintN(64, small)),
        fc.nat(64).map((bit) => BigInt.asUintN(64, 2n ** BigInt(bit) - 1n)),
      ),
    })
    .map(({ flags, width, precision, length, value }) => ({
      specification: `${flags.join('')}${width}${precision === undefined ? '' : `.${precision}`}`,
      length,
      conversion,
      value,
    })),
);

/** What the argument is once the length has been applied. */
function castArgument({ length, conversion, value }: Case): bigint {
  const bits = LENGTHS[length];
  return conversion === 'd' || conversion === 'i' ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function print({ specification, length, conversion, value }: Case): string {
  const field = parseField({ declaration: 'u64 value', offset: 0, size: 8, signed: false }, 8);
  if (field === undefined) throw new Error('a field is expected');
  const printFormat = `"%${specification}${length}${conversion}", REC->value`;
  const format = { system: 'lab', name: 'x', id: 1, fields: [field], printFormat, fixedSize: 8 };
  const context = {
    littleEndian: true,
    longSize: 8,
    symbols: () => ({ find: () => undefined }),
    printk: () => new Map<bigint, string>(),
    constants: {},
  };
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value, true);
  const out = new TextOutput(0);
  compilePrintFormat(format, context)(view, 0, 8, out);
  return out.read();
}

const missing = spawnSync('printf', ['x']).status === 0 ? '' : 'printf(1) is not installed';
if (missing !== '') console.warn(`integers.test: skipped: ${missing}`);

describe.skipIf(missing !== '')('integer conversions', () => {
  test('print what printf(1) prints', () => {
    const sample = fc.sample(cases, CASES);
    const format = sample.map(({ specification, conversion }) => `%${specification}${conversion}\n`).join('');
    const { stdout } = spawnSync('printf', [format, ...sample.map((item) => `${castArgument(item)}`)], {
      encoding: 'latin1',
    });
    expect(sample.map((item) => ({ ...item, text: print(item) }))).toEqual(
      stdout
        .split('\n')
        .slice(0, CASES)
        .map((text, index) => ({ ...sample[index], text })),
    );
  });
});
