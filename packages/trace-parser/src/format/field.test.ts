import { describe, expect, test } from 'vitest';
import { parseEventFormat } from './event-format.ts';
import { parseField } from './field.ts';

function field(declaration: string, size: number) {
  return parseField({ declaration, offset: 8, size, signed: false }, 8);
}

test.each([
  ['unsigned short common_type', 2, { name: 'common_type', type: 'unsigned short', array: false }],
  ['const char * fmt', 8, { name: 'fmt', type: 'const char *', pointer: true, text: false }],
  ['void *ctx', 8, { name: 'ctx', pointer: true }],
  ['char rwbs[10]', 10, { name: 'rwbs', text: true, elementSize: 1, location: null }],
  ['char comm[TASK_COMM_LEN]', 16, { name: 'comm', text: true, elementSize: 1 }],
  ['unsigned long caller[8]', 64, { array: true, elementSize: 8 }],
  ['u8 fc_uuid[16]', 16, { array: true, text: false, elementSize: 1 }],
  ['struct thing parts[4]', 48, { array: true, elementSize: 12 }],
  ['__data_loc char[] cmd', 4, { name: 'cmd', type: 'char', text: true, location: 'data' }],
  ['__rel_loc u32[] list', 4, { name: 'list', elementSize: 4, location: 'relative' }],
  ['const void __attribute__((user)) * buf', 8, { name: 'buf', pointer: true }],
  ['unsigned long long flags', 8, { name: 'flags', elementSize: 8 }],
])('%s', (declaration, size, expected) => {
  expect(field(declaration, size)).toMatchObject(expected);
});

test('a declaration without a name is no field', () => {
  expect(field('unsigned [4]', 4)?.name).toBe('unsigned');
  expect(field('', 4)).toBeUndefined();
});

describe('a format file', () => {
  test('without an id is none', () => {
    expect(parseEventFormat('name: x\nformat:\n', 'lab', 8)).toBeUndefined();
  });

  test('gives fields, the size of a whole record, and a print format over several lines', () => {
    const text =
      'name: x\nID: 12\nformat:\n\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n\nprint fmt: "a\n%d", REC->a\n';
    expect(parseEventFormat(text, 'lab', 8)).toMatchObject({
      id: 12,
      fixedSize: 12,
      printFormat: '"a\n%d", REC->a',
    });
  });
});
