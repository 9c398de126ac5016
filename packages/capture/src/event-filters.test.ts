import { expect, test } from 'vitest';
import { deviceFilter, processFilter } from './event-filters.ts';
import { thisMachine } from './machine/this-machine.ts';

test('devices are compared in the encoding of the kernel, in the field the event has', () => {
  const devices = [
    { major: 7, minor: 0 },
    { major: 0, minor: 43 },
  ];
  expect(deviceFilter('\tfield:dev_t dev;\toffset:8;', devices)).toBe('dev==7340032||dev==43');
  expect(deviceFilter('\tfield:dev_t s_dev;\toffset:32;', devices)).toBe('s_dev==7340032||s_dev==43');
});

test('an event without a device, or a request without devices, is not filtered', () => {
  expect(deviceFilter('\tfield:u64 dev_size;\toffset:8;', [{ major: 7, minor: 0 }])).toBeUndefined();
  expect(deviceFilter('\tfield:dev_t dev;\toffset:8;', [])).toBeUndefined();
});

test('a process stands for its threads, their name, and the helpers of the kernel', async () => {
  const filter = (await processFilter(thisMachine, [process.pid])) ?? '';
  expect(filter.split('||')).toEqual(
    expect.arrayContaining([`common_pid==${process.pid}`, 'COMM~"iou-*"', 'COMM~"io_*"']),
  );
});

test('processes that are gone are no filter', async () => {
  expect(await processFilter(thisMachine, [2 ** 30])).toBeUndefined();
});
