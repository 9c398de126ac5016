import { describe, expect, test } from 'vitest';
import { parseCmdlines } from './cmdlines.ts';
import { parseCpuStats, parseStatsInstance, sumOverrun } from './cpu-stats.ts';
import { parseKallsyms } from './kallsyms.ts';

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

describe('kernel symbols', () => {
  const table = parseKallsyms(
    bytesOf(
      'ffffffff81000200 t middle\nffffffff81000000 T start\nffffffff81000000 T alias\nffffffff81000100 a absolute\n' +
        'ffffffff81000180 t $x\nffffffffc0000000 t last\t[module]\nrubbish\n',
    ),
  );

  test.each([
    [0xffffffff81000000n, { name: 'start', offset: 0n }],
    [0xffffffff810001ffn, { name: 'start', offset: 0x1ffn }],
    [0xffffffff81000200n, { name: 'middle', offset: 0n }],
    [0xffffffff80ffffffn, undefined],
    [0xffffffffc0000000n, undefined],
  ])('at %x', (address, symbol) => {
    expect(table.find(address)).toEqual(symbol);
  });

  test('that are all hidden find nothing', () => {
    expect(parseKallsyms(bytesOf('0000000000000000 T a\n0000000000000000 T b\n')).find(5n)).toBeUndefined();
  });
});

test('the first comm of a pid counts, blanks belong to it', () => {
  const comms = parseCmdlines(bytesOf('7 my app\n7 other\n0 swapper\nrubbish\n'));
  expect([...comms]).toEqual([
    [0, '<idle>'],
    [7, 'my app'],
  ]);
});

test('what statistics say was overwritten, or never written for either reason, is one figure', () => {
  const stats = { instance: '', cpu: 0, entries: 5, overrun: 100, commitOverrun: 20, droppedEvents: 3 };
  expect(sumOverrun([stats, { ...stats, cpu: 1 }])).toBe(246);
});

test('the statistics of a CPU, and the instance they belong to', () => {
  const text =
    'CPU: 1\nentries: 5\noverrun: 4864\ncommit overrun: 2\nbytes: 9\noldest event ts:  1.0\ndropped events: 3\n\0';
  expect(parseCpuStats(text, 'lab')).toEqual({
    instance: 'lab',
    cpu: 1,
    entries: 5,
    overrun: 4864,
    commitOverrun: 2,
    droppedEvents: 3,
  });
  expect(parseStatsInstance('\nBuffer: lab\n\n\0')).toBe('lab');
  expect(parseStatsInstance(text)).toBeUndefined();
});
