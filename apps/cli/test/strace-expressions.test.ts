import { expect, test } from 'vitest';
import { parseExpressions } from '../src/commands/strace/parse-expressions.ts';

const OPCODES = [
  { name: 'NOP', classes: ['ring'] },
  { name: 'READ', classes: ['read', 'desc'] },
  { name: 'READV', classes: ['read', 'desc'] },
  { name: 'WRITE', classes: ['write', 'desc'] },
];

test.each([
  [['trace=read'], [1]],
  [['t=read'], [1]],
  [['read'], [1]],
  [['READ,IORING_OP_NOP'], [0, 1]],
  [['%read'], [1, 2]],
  [['trace=%read,write'], [1, 2, 3]],
  [
    ['%read', 'nop'],
    [0, 1, 2],
  ],
  [
    ['%desc', '!read'],
    [2, 3],
  ],
  [['%desc', 'trace=!%read'], [3]],
  [['OP_99'], [99]],
  [['all'], [0, 1, 2, 3]],
  [['none'], []],
])('%j chooses %j', (expressions, opcodes) => {
  expect(parseExpressions(expressions, OPCODES)).toEqual({ opcodes, onlyShort: false, onlyErrors: false });
});

test('what is negated is taken from all, also from what is newer than the names', () => {
  const { opcodes } = parseExpressions(['!read,readv'], OPCODES);
  expect(opcodes?.slice(0, 4)).toEqual([0, 3, 4, 5]);
  expect(opcodes?.at(-1)).toBe(255);
});

test.each([
  [['short'], { onlyShort: true, onlyErrors: false }],
  [['error'], { onlyShort: false, onlyErrors: true }],
  [['short,error'], { onlyShort: true, onlyErrors: true }],
  [['short', 'read'], { opcodes: [1], onlyShort: true, onlyErrors: false }],
  [['read,error'], { opcodes: [1], onlyShort: false, onlyErrors: true }],
])('%j chooses results', (expressions, filter) => {
  expect(parseExpressions(expressions, OPCODES)).toEqual(filter);
});

test.each([['raed'], ['trace=short'], ['!short'], ['%nothing'], ['OP_256'], ['read,'], ['']])(
  '%j is refused, and told what there is',
  (expression) => {
    expect(() => parseExpressions([expression], OPCODES)).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        hint: expect.stringContaining('%ring, %read, %desc, %write'),
      }),
    );
  },
);
