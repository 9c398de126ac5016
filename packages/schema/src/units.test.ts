import { expect, test } from 'vitest';
import { formatBytes, formatNanoseconds, formatTraceTime } from './units.ts';

test('sizes are named by the largest unit that divides them', () => {
  expect([0, 1, 4097, 65_536, 268_435_456].map(formatBytes)).toEqual([
    '0 B',
    '1 B',
    '4097 B',
    '64 KiB',
    '256 MiB',
  ]);
});

test('times keep two or three digits', () => {
  expect([640, 1500, 865_000, 12_340_000, 1_200_000_000].map(formatNanoseconds)).toEqual([
    '640 ns',
    '1.5 us',
    '865 us',
    '12.3 ms',
    '1.20 s',
  ]);
});

test('trace time is rounded half up, as trace-cmd does', () => {
  expect(formatTraceTime(908_169_820_841n)).toBe('908.169821');
  expect(formatTraceTime(52_806_976_500n)).toBe('52.806977');
});
