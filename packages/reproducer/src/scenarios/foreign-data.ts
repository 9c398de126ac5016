import { stampBlock } from '@uringlab/uring-native';
import { fileIdentity } from '../plans.ts';
import type { Scenario } from '../scenario.ts';
import { DAMAGED_WRITE, damageWrites } from './damaged-write.ts';
import { everyConsumer } from './expectations.ts';
import { SECOND_GENERATION } from './overwritten-file.ts';

/** Index of the file whose data is found in the other. */
const OTHER = 1;

export const foreignData: Scenario = {
  ...DAMAGED_WRITE,
  name: 'foreign-data',
  title: "blocks of a file that hold another file's data",
  references: ['Bairavasundaram et al., An Analysis of Data Corruption in the Storage Stack, FAST 2008'],
  description:
    'As misdirected-write, but what lies at the place of some blocks is what another file was given at the same offsets, and that file has it ' +
    'as well: a copy that went astray, or blocks that two files were given.',
  expected: everyConsumer('wrong-data-on-disk'),
  layOut: (options) => {
    const files = DAMAGED_WRITE.layOut(options);
    return files.flatMap(({ bytes }) => [
      { name: 'data', bytes },
      { name: 'other', bytes },
    ]);
  },
  arrange: damageWrites(async (device, victims, blockBytes, { runId }) => {
    for (const { offset } of victims) {
      const foreign = stampBlock(runId, fileIdentity(OTHER), BigInt(offset), SECOND_GENERATION, blockBytes);
      await device.write(offset, foreign);
    }
  }, "the other file's data in place of"),
};
