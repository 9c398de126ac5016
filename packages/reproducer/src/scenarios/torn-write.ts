import { SECTOR_BYTES } from '@uringlab/schema';
import type { Scenario } from '../scenario.ts';
import { DAMAGED_WRITE, damageWrites } from './damaged-write.ts';
import { everyConsumer } from './expectations.ts';

export const tornWrite: Scenario = {
  ...DAMAGED_WRITE,
  name: 'torn-write',
  title: 'writes of which only the first sectors are on the device',
  references: ['Bairavasundaram et al., An Analysis of Data Corruption in the Storage Stack, FAST 2008'],
  description:
    'As lost-write, but of each block only the sectors from the middle of a page on are what they were before: the one write of the ' +
    'block is there in part.',
  expected: everyConsumer('torn-write'),
  arrange: damageWrites(async (device, victims, blockBytes) => {
    const kept = blockBytes / 2 + SECTOR_BYTES;
    for (const { offset, before } of victims) await device.write(offset + kept, before.subarray(kept));
  }, 'kept only the front of'),
};
