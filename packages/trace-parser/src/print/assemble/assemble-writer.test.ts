import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLatin1, encodeLatin1 } from '../../bytes/latin1.ts';
import { TextOutput } from '../../bytes/text-output.ts';
import { parseKallsyms } from '../../container/kallsyms.ts';
import { type EventFormat, parseEventFormat } from '../../format/event-format.ts';
import { formatText } from '../../testing/sample-trace.ts';
import { fillSymbolSlot, MemoryText } from '../../wasm/text-slots.ts';
import { instantiateWasm, type LineCallbacks, type WasmInstance } from '../../wasm/web-assembly.ts';
import { compilePrintFormat } from '../compile-print-format.ts';
import { KNOWN_CONSTANTS } from '../environment.ts';
import { PrintFormatError } from '../expression.ts';
import type { InfoWriter } from '../info-writer.ts';
import { describeAddress } from '../runtime/write-address.ts';
import { assembleWriter } from './assemble-writer.ts';

const RECORD = 4096;
const LARGEST_RECORD = 2048;
const TEXT = 16 * 1024;
const SYMBOLS = 768 * 1024;
const SIZE = 1024 * 1024;
/** What a writer gives for a record that it leaves to JavaScript. */
const LEFT = 1;

const kallsyms = parseKallsyms(
  encodeLatin1('ffffffff81000000 T one\nffffffff81000100 T other\nffffffff82000000 T _end\n'),
);
const context = {
  littleEndian: true,
  longSize: 8,
  symbols: () => kallsyms,
  printk: () => new Map<bigint, string>(),
  constants: KNOWN_CONSTANTS,
};

const formats = gunzipSync(
  readFileSync(new URL('../../../fixtures/event-formats-6.18.txt.gz', import.meta.url)),
)
  .toString('latin1')
  .split(/(?=^name: )/m)
  .map((text) => parseEventFormat(text, 'recorded', 8))
  .filter((format) => format !== undefined);

function createInstance(): { instance: WasmInstance; memory: MemoryText } {
  let memory = new MemoryText(new ArrayBuffer(0));
  const absent = () => {
    throw new Error('no line is written here');
  };
  const createCallbacks = (buffer: ArrayBuffer): LineCallbacks => {
    memory = new MemoryText(buffer);
    return {
      fillTask: absent,
      writeTask: absent,
      writeLoss: absent,
      learn: absent,
      writeEvent: () => LEFT,
      writeSymbol: absent,
      fillSymbol: (high, low, kind, slot) =>
        fillSymbolSlot(memory, describeAddress(high, low, kind === 1, context), slot),
    };
  };
  const instance = instantiateWasm(SIZE, 1, createCallbacks);
  if (instance === undefined) throw new Error('there is no WebAssembly');
  instance.functions.setSymbols(SYMBOLS);
  return { instance, memory };
}

const { instance, memory } = createInstance();

type Write = (record: Uint8Array) => string | undefined;

/** What WebAssembly writes of a record; undefined where it leaves it to JavaScript. */
function assemble(format: EventFormat): Write | undefined {
  const { printFormat } = format;
  const module = assembleWriter('', format, { printFormat, named: [] }, context);
  const write = module && instance.link(module);
  if (write === undefined) return undefined;
  return (record) => {
    memory.bytes.fill(0x41, RECORD, RECORD + LARGEST_RECORD);
    memory.bytes.set(record, RECORD);
    const end = write(0, RECORD, record.length, TEXT);
    return end === LEFT ? undefined : decodeLatin1(memory.bytes, TEXT, end);
  };
}

function compile(format: EventFormat): Write | undefined {
  let write: InfoWriter;
  try {
    write = compilePrintFormat(format, context);
  } catch (error) {
    if (error instanceof PrintFormatError) return undefined;
    throw error;
  }
  const out = new TextOutput();
  return (record) => {
    out.length = 0;
    write(new DataView(record.buffer, record.byteOffset), 0, record.length, out);
    return out.read();
  };
}

test('most print formats of a 6.18 kernel are assembled, and none that JavaScript cannot evaluate', () => {
  const assembled = formats.filter((format) => assemble(format) !== undefined);
  expect(assembled.length).toBeGreaterThan(2000);
  expect(assembled.filter((format) => compile(format) === undefined)).toEqual([]);
});

test('any bytes are written as JavaScript writes them', () => {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
  for (const format of formats) {
    const write = assemble(format);
    const expected = compile(format);
    if (write === undefined || expected === undefined) continue;
    for (const [round, size] of [
      format.fixedSize,
      format.fixedSize,
      format.fixedSize + 5,
      format.fixedSize + 48,
    ].entries()) {
      // Small numbers, which tables of names have, and any.
      const record = Uint8Array.from({ length: size }, () =>
        round % 2 === 0 ? random() : random() % 5 === 0 ? random() % 16 : 0,
      );
      const text = write(record);
      expect(text, `${format.name} of ${size} bytes`).toBe(expected(record));
    }
    if (format.fixedSize > 8)
      expect(write(new Uint8Array(2)) ?? expected(new Uint8Array(2))).toBe(expected(new Uint8Array(2)));
  }
});

const FIELDS = [
  ['u8 byte', 8, 1, 0],
  ['s8 small', 9, 1, 1],
  ['u16 half', 10, 2, 0],
  ['short sign', 12, 2, 1],
  ['u32 word', 16, 4, 0],
  ['int number', 20, 4, 1],
  ['u64 wide', 24, 8, 0],
  ['s64 far', 32, 8, 1],
  ['u16 list[4]', 40, 8, 0],
  ['char text[8]', 48, 8, 1],
  ['__data_loc char[] place', 56, 4, 1],
] as const;
const NUMBERS = ['byte', 'small', 'half', 'sign', 'word', 'number', 'wide', 'far'];

/** Expressions of C over the fields. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(...NUMBERS.map((name) => `REC->${name}`)),
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '7U',
      '31',
      '33',
      '64UL',
      '0x7fffffff',
      '0xffffffff',
      '0x8000000000000000',
      'NOT_KNOWN',
    ),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '%',
          '&',
          '|',
          '^',
          '<<',
          '>>',
          '<',
          '>',
          '<=',
          '>=',
          '==',
          '!=',
          '&&',
          '||',
        ),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(fc.constantFrom('-', '~', '!', '+'), tie('expression'))
      .map(([operator, of]) => `${operator}(${of})`),
    fc
      .tuple(
        fc.constantFrom(
          'unsigned char',
          'char',
          'u16',
          'short',
          'int',
          'unsigned int',
          'u64',
          'long',
          'bool',
          'void *',
        ),
        tie('expression'),
      )
      .map(([type, of]) => `(${type})(${of})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, yes, no]) => `((${test}) ? (${yes}) : (${no}))`),
    tie('expression').map((index) => `REC->list[${index}]`),
  ),
}));

const CONVERSION = fc
  .tuple(
    fc.constantFrom('', '-', '+', ' ', '#', '0', '-#', '0#', '+0'),
    fc.constantFrom('', '1', '7', '24'),
    fc.constantFrom('', '.0', '.3', '.20'),
    fc.constantFrom('', 'hh', 'h', 'l', 'll'),
    fc.constantFrom(...'diuoxXc'),
  )
  .map((parts) => `%${parts.join('')}`);

const ARGUMENT = fc.oneof(
  fc.tuple(CONVERSION, expression),
  fc.tuple(fc.constantFrom('%p', '%pS', '%ps', '%20p'), expression),
  fc.tuple(fc.constantFrom('%s', '%12s', '%-12s', '%.3s'), fc.constantFrom('REC->text', '__get_str(place)')),
  fc.tuple(
    fc.constantFrom('%s', '%-9s'),
    expression.map(
      (of) => `__print_flags(${of}, "|", { 1, "ONE" }, { 6, "SIX" }, { 0, "NONE" }, { 1ULL << 40, "FAR" })`,
    ),
  ),
  fc.tuple(
    fc.constant('%s'),
    expression.map(
      (of) => `__print_symbolic(${of}, { 0, "zero" }, { 1, "one" }, { -1, "all" }, { 1, "again" })`,
    ),
  ),
  fc.tuple(
    fc.constant('%s'),
    expression.map((of) => `(${of}) ? "yes" : REC->text`),
  ),
);

test('expressions and conversions of any kind are written as JavaScript writes them', () => {
  const values = fc.uint8Array({ minLength: 60, maxLength: 120 });
  const corners = fc.array(fc.constantFrom(0, 0, 0, 1, 0x7f, 0x80, 0xff, 0xff), {
    minLength: 60,
    maxLength: 90,
  });
  const records = fc.array(
    fc.oneof(
      values,
      corners.map((bytes) => Uint8Array.from(bytes)),
    ),
    { minLength: 1, maxLength: 5 },
  );
  let compared = 0;
  fc.assert(
    fc.property(fc.array(ARGUMENT, { minLength: 1, maxLength: 4 }), records, (args, payloads) => {
      const printFormat = `"${args.map(([conversion]) => `<${conversion}>`).join(' ')}"${args.map(([, argument]) => `, ${argument}`).join('')}`;
      const format = parseEventFormat(
        formatText('sample', 700, FIELDS, printFormat),
        'lab',
        8,
      ) as EventFormat;
      const write = assemble(format);
      const expected = compile(format);
      if (expected === undefined) expect(write).toBeUndefined();
      if (write === undefined || expected === undefined) return;
      for (const payload of payloads) {
        // A location that can be sound.
        payload[57] = 0;
        payload[59] = 0;
        expect(write(payload), printFormat).toBe(expected(payload));
        compared++;
      }
    }),
    { numRuns: 3000 },
  );
  expect(compared).toBeGreaterThan(2000);
}, 120_000);
