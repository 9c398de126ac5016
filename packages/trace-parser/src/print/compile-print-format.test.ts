import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { TextOutput } from '../bytes/text-output.ts';
import { parseKallsyms } from '../container/kallsyms.ts';
import { parseField } from '../format/field.ts';
import { ByteWriter } from '../testing/byte-writer.ts';
import { compilePrintFormat } from './compile-print-format.ts';
import { KNOWN_CONSTANTS } from './environment.ts';
import { PrintFormatError } from './expression.ts';
import { tokenize } from './tokens.ts';

const FIELDS = [
  ['u64 big', 0, 8, false],
  ['s64 signed_big', 8, 8, true],
  ['u32 word', 16, 4, false],
  ['int number', 20, 4, true],
  ['u8 byte', 24, 1, false],
  ['char name[7]', 25, 7, false],
  ['__data_loc char[] text', 32, 4, false],
  ['__data_loc u16[] list', 36, 4, false],
  ['unsigned long args[2]', 40, 16, false],
  ['void * pointer', 56, 8, false],
  ['__rel_loc char[] after', 64, 4, false],
] as const;

const symbols = 'ffffffff81000000 T start\nffffffff81000100 t middle\nffffffff81000200 T last\n';
const table = parseKallsyms(Uint8Array.from(symbols, (letter) => letter.charCodeAt(0)));

interface Values {
  big?: bigint;
  signedBig?: bigint;
  word?: number;
  number?: number;
  byte?: number;
  pointer?: bigint;
}

/** Prints one record of the fields above, or its first `length` bytes, with a print format. */
function print(format: string, values: Values = {}, littleEndian = true, length?: number): string {
  const fields = FIELDS.map(([declaration, offset, size, signed]) => {
    const field = parseField({ declaration, offset, size, signed }, 8);
    if (field === undefined) throw new Error(declaration);
    return field;
  });
  const { big = 0n, signedBig = 0n, word = 0, number = 0, byte = 0, pointer = 0n } = values;
  const writer = new ByteWriter(littleEndian);
  writer
    .u64(BigInt.asUintN(64, big))
    .u64(BigInt.asUintN(64, signedBig))
    .u32(word)
    .u32(number >>> 0)
    .u8(byte);
  writer
    .text('fio\0xyz')
    .u32(4 * 65536 + 68)
    .u32(4 * 65536 + 72)
    .u64(17)
    .u64(18)
    .u64(pointer);
  writer
    .u32(3 * 65536 + 8)
    .text('abc\0')
    .u16(0x1234)
    .u16(0xabcd)
    .text('rel');
  const bytes = writer.finish();
  const context = {
    littleEndian,
    longSize: 8,
    symbols: () => table,
    printk: () => new Map([[0xff00n, 'said %d']]),
    constants: KNOWN_CONSTANTS,
  };
  const event = { system: 'lab', name: 'x', id: 1, fields, printFormat: format, fixedSize: 68 };
  const out = new TextOutput(0);
  compilePrintFormat(event, context)(new DataView(bytes.buffer), 0, length ?? bytes.length, out);
  return out.read();
}

describe('conversions', () => {
  test.each<[string, Values, string]>([
    ['"%d %u", REC->number, REC->number', { number: -5 }, '-5 4294967291'],
    ['"%d", REC->big', { big: 0x1_ffff_fffen }, '-2'],
    ['"%llu %lld", REC->big, REC->big', { big: 2n ** 64n - 1n }, '18446744073709551615 -1'],
    [
      '"%llx %#llx %llX", REC->big, REC->big, REC->big',
      { big: 0xabcdef0123456789n },
      'abcdef0123456789 0xabcdef0123456789 ABCDEF0123456789',
    ],
    ['"%x", REC->signed_big', { signedBig: -1n }, 'ffffffff'],
    ['"%lld", REC->signed_big', { signedBig: -(2n ** 62n) }, '-4611686018427387904'],
    ['"%hhd %hu", REC->word, REC->word', { word: 0x1fffe }, '-2 65534'],
    [
      '"%08lx|%-6d|%6d|%+d|% d", REC->big, REC->number, REC->number, REC->number, REC->number',
      { big: 255n, number: 42 },
      '000000ff|42    |    42|+42| 42',
    ],
    ['"%.4d|%6.3u|%-8.2x|", REC->number, REC->number, REC->number', { number: 7 }, '0007|   007|07      |'],
    ['"%#o %#x", REC->word, REC->word', { word: 8 }, '010 0x8'],
    ['"%05d", REC->number', { number: -42 }, '-0042'],
    ['"%*d|%-*d|%*d|", 5, REC->number, 4, REC->number, -3, REC->number', { number: 1 }, '    1|1   |1  |'],
    ['"%c%%%c", REC->byte, \'x\'', { byte: 65 }, 'A%x'],
    [
      '"%s|%6s|%-6s|%.2s|%.*s", REC->name, REC->name, REC->name, REC->name, 1, REC->name',
      {},
      'fio|   fio|fio   |fi|f',
    ],
    ['"%s %s", __get_str(text), __get_rel_str(after)', {}, 'abc rel'],
    ['"%p %p", REC->pointer, (void *)REC->big', { pointer: 0xffff888104400800n }, '0xffff888104400800 (nil)'],
    [
      '"%ps %pS %ps", REC->pointer, (void *)REC->pointer, REC->big',
      { pointer: 0xffffffff81000123n, big: 5n },
      'middle middle+0x23 0x5',
    ],
    ['"%s", REC->pointer', { pointer: 0xff00n }, 'said %d'],
    [
      '"%zx %Lu %td", REC->big, REC->big, REC->big',
      { big: 2n ** 40n },
      '10000000000 1099511627776 1099511627776',
    ],
  ])('%s', (format, values, text) => {
    expect(print(format, values)).toBe(text);
    expect(print(format, values, false)).toBe(text);
  });
});

describe('expressions', () => {
  test.each<[string, Values, string]>([
    ['"%d", 1 + 2 * 3 - 10 / 4 % 2', {}, '7'],
    ['"%d", REC->number > 0 ? 1 : REC->number < 0 ? -1 : 0', { number: -3 }, '-1'],
    [
      '"%d,%d", ((unsigned int) ((REC->word) >> 20)), ((unsigned int) ((REC->word) & ((1U << 20) - 1)))',
      { word: 0x0fd00020 },
      '253,32',
    ],
    ['"%llu", REC->big << 4', { big: 2n ** 60n + 1n }, '16'],
    ['"%llu", REC->big - 1', {}, '18446744073709551615'],
    ['"%lld", REC->signed_big >> 1', { signedBig: -4n }, '-2'],
    ['"%d %d", REC->number < 1, REC->big < 1', { number: -1, big: 2n ** 64n - 1n }, '1 0'],
    ['"%d", REC->big == -1', { big: 2n ** 64n - 1n }, '1'],
    ['"%x", REC->word & (1 | 4)', { word: 0xff }, '5'],
    ['"%llx", REC->big & ~0xffULL', { big: 0xfffffffffffff123n }, 'fffffffffffff100'],
    ['"%d %d", !REC->word, !!REC->number', { number: 2 }, '1 1'],
    ['"%d", (s8)REC->word', { word: 0x1ff }, '-1'],
    ['"%d", (bool)REC->word', { word: 256 }, '1'],
    ['"%d %d", REC->word / REC->number, REC->word % REC->number', { word: 5 }, '0 0'],
    ['"%d", 1 << 64', {}, '0'],
    ['"%lu %lu %lu", REC->args[0], REC->args[1], REC->args[2]', {}, '17 18 0'],
    ['"%x", ((u16 *)__get_dynamic_array(list))[1]', {}, 'abcd'],
    ['"%d", __get_dynamic_array_len(list)', {}, '4'],
    ['"%d %d", sizeof(REC->name), sizeof(u32)', {}, '7 4'],
    ['"%d", (REC)->number', { number: 9 }, '9'],
    ['"%d", 010 + 0x10', {}, '24'],
    ['"%d", __builtin_expect(REC->number, 0)', { number: 3 }, '3'],
    ['"a" "b%s" "c", REC->word ? "yes" : "no"', { word: 1 }, 'abyesc'],
  ])('%s', (format, values, text) => {
    expect(print(format, values)).toBe(text);
  });
});

describe('helpers', () => {
  const flags = '"%s", __print_flags(REC->word, "|", { 1, "A" }, { 6, "BC" }, { UNKNOWN, "X" }, { 0, "Z" })';
  const symbolic =
    '"%s", __print_symbolic(REC->number, { 1, "one" }, { 1, "uno" }, { -1, "minus" }, { UNKNOWN, "X" })';

  test.each<[string, Values, string]>([
    [flags, { word: 0 }, ''],
    [flags, { word: 7 }, 'A|BC'],
    [flags, { word: 0x13 }, 'A|Z|0x12'],
    [symbolic, { number: 1 }, 'one'],
    [symbolic, { number: -1 }, 'minus'],
    [symbolic, { number: 0 }, '0x0'],
    ['"%s", __print_symbolic(REC->word, { NET_RX_SOFTIRQ, "NET_RX" })', { word: 3 }, 'NET_RX'],
    ['"%s|%s", __print_hex(REC->name, 3), __print_hex_str(REC->name, 99)', {}, '66 69 6f|66696f0078797a'],
    [
      '"%llu.%09u", __print_ns_to_secs(REC->big), __print_ns_without_secs(REC->big)',
      { big: 5_000_000_042n },
      '5.000000042',
    ],
    ['"%s", __print_array(__get_dynamic_array(list), 9, 2)', {}, '{0x1234,0xabcd}'],
  ])('%s of %o', (format, values, text) => {
    expect(print(format, values)).toBe(text);
  });

  test('bit masks are ranges in either byte order', () => {
    const mask = '"%s", __get_cpumask(text)';
    expect(print(mask)).toBe('0,5-6,9,13-14,16-17,21-22');
  });
});

test('arrays end where a short record does; texts and numbers beyond it are empty and zero', () => {
  const format =
    '"%s|%s|%lu %lu|%s|%d", __print_hex(REC->args, 99), __print_array(REC->args, 2, 8), REC->args[0], REC->args[1], __get_rel_str(after), REC->word';
  expect(print(format, { word: 7 }, true, 50)).toBe('11 00 00 00 00 00 00 00 12 00|{0x11}|17 0||7');
});

test('generated code that is forbidden is an error that says what to allow', () => {
  vi.stubGlobal('Function', function forbidden() {
    throw new EvalError("Refused to evaluate a string as JavaScript because 'unsafe-eval' is not allowed");
  });
  try {
    expect(() => print('"%d", REC->word')).toThrow(
      expect.objectContaining({ code: 'E_TRACE_UNREADABLE', hint: expect.stringContaining("'unsafe-eval'") }),
    );
  } finally {
    vi.unstubAllGlobals();
  }
});

describe('what cannot be evaluated is refused when it is compiled', () => {
  test.each([
    '"%d"',
    '"%d", REC->missing',
    '"%d", unknown_function(1)',
    '"%d", ({ int x = 1; x; })',
    '"%d", REC->pointer->member',
    '"%pU", REC->pointer',
    '"%d", 1 +',
    '"unterminated',
    'REC->number',
    '"%d", 1 2',
    `"%d", ${'('.repeat(100_000)}`,
    `"%d", ${'1+'.repeat(100_000)}1`,
    `"%d", ${'-'.repeat(100_000)}1`,
  ])('%.40s', (format) => {
    expect(() => print(format)).toThrow(PrintFormatError);
  });

  test('any text is compiled or refused, never worse', () => {
    const piece = fc.constantFrom(
      'REC->number',
      'REC->name',
      '"%d %s"',
      '(',
      ')',
      ',',
      '?',
      ':',
      '[',
      ']',
      '1',
      '-',
      '<<',
      'u8',
      '*',
      '{',
      '}',
      '__print_flags',
      '__get_str',
      'sizeof',
      '%',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          expect(typeof print(`"%d %s", ${pieces.join(' ')}`)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(PrintFormatError);
        }
      }),
    );
  });
});

test('tokens of neighbouring strings join, escapes are resolved', () => {
  expect(tokenize('"a\\n" "\\"\\101"')).toEqual([{ kind: 'text', text: 'a\n"A' }]);
});
