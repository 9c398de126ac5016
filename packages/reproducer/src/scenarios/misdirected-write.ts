import type { Scenario } from '../scenario.ts';
import { DAMAGED_WRITE, damageWrites } from './damaged-write.ts';
import { everyConsumer } from './expectations.ts';

export const misdirectedWrite: Scenario = {
  ...DAMAGED_WRITE,
  name: 'misdirected-write',
  title: 'writes that went to another place of the device',
  references: ['Bairavasundaram et al., An Analysis of Data Corruption in the Storage Stack, FAST 2008'],
  description:
    'As lost-write, but what was written to one block lies at the place of another: the one brings its older generation, the other ' +
    'the data of an offset that is not its own.',
  expected: everyConsumer('misdirected-write'),
  arrange: damageWrites(async (device, victims, blockBytes) => {
    for (let pair = 0; pair + 1 < victims.length; pair += 2) {
      const [from, to] = [victims[pair], victims[pair + 1]];
      if (from === undefined || to === undefined) continue;
      await device.write(to.offset, await device.read(from.offset, blockBytes));
      await device.write(from.offset, from.before);
    }
  }, 'confused the second write of'),
};
