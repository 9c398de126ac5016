import { expect, test } from 'vitest';
import { parseCpuList } from './configure-instance.ts';

test.each([
  ['0\n', [0]],
  ['0-3\n', [0, 1, 2, 3]],
  ['0-1,8,10-11\n', [0, 1, 8, 10, 11]],
  ['', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
])('the CPU list %j', (text, cpus) => {
  const online = parseCpuList(text);
  expect(Array.from({ length: 12 }, (_, cpu) => cpu).filter(online)).toEqual(cpus);
});
