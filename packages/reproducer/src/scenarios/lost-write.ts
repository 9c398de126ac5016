import type { Scenario } from '../scenario.ts';
import { DAMAGED_WRITE, damageWrites } from './damaged-write.ts';
import { everyConsumer } from './expectations.ts';

export const lostWrite: Scenario = {
  ...DAMAGED_WRITE,
  name: 'lost-write',
  title: 'writes that were acknowledged and are not on the device',
  references: ['linux 8184620ae212', 'fstests generic/703'],
  description:
    'A file is written twice and flushed, and the backing file of its loop device is given back what some blocks held before the second ' +
    'time. Reads of them are whole and bring the older generation, by the page cache and past it.',
  expected: everyConsumer('lost-write'),
  arrange: damageWrites(async (device, victims) => {
    for (const { offset, before } of victims) await device.write(offset, before);
  }, 'lost the second write of'),
};
