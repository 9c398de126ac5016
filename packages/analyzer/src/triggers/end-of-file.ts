import type { Mismatch } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';
import type { TriggerTest } from './trigger.ts';

function bytesOf({ run }: CaseFile, { file }: Mismatch): number | undefined {
  return run.files.find(({ index }) => index === file)?.bytes;
}

/** read(2): there is no more to bring. */
export const endOfFile: TriggerTest = {
  explains: (subject, mismatch) => mismatch.offset + mismatch.result === bytesOf(subject, mismatch),
  describe(subject, explained) {
    const first = explained[0];
    return {
      trigger: 'end-of-file',
      cause: 'the read reached over the end of the file, and there was no more to bring',
      confidence: 'certain',
      evidence:
        first === undefined
          ? []
          : [
              {
                source: 'ring',
                text: `row ${first.row}: offset ${first.offset} + res ${first.result} == file size (${bytesOf(subject, first)})`,
              },
            ],
      fixedBy: null,
    };
  },
};
