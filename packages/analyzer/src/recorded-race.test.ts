import { fileURLToPath } from 'node:url';
import { FindingsSchema, readRunContents } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { findCause } from './analyze-run.ts';

const DIRECTORY = fileURLToPath(new URL('../fixtures/recorded-race', import.meta.url));

test('the race of kernel bugzilla 208827, on 5.10 with the retry switched off', async () => {
  const { verdict, interpretation, requests, loss } = FindingsSchema.parse(
    await findCause(await readRunContents(DIRECTORY)),
  );
  expect(verdict).toMatchObject({
    class: 'unhandled-short-read',
    culprit: 'application',
    trigger: 'readahead-race',
    title: "short read from the kernel's async buffered read, unhandled by the consumer",
    confidence: 'high',
    pageCacheRight: true,
    diskRight: true,
    fixedBy: { commit: '227c0c9673d8' },
  });
  expect(verdict.evidence[2]?.text).toContain('io_uring.lab_no_short_retry=Y');
  expect(loss).toEqual({ recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun: 0 });
  expect(requests[0]).toMatchObject({
    length: 65_536,
    result: 4096,
    address: { consistent: true, readaheadPages: 16 },
  });
  expect(requests[0]?.steps.map(({ kind }) => kind)).toEqual([
    'submit',
    'issue',
    'page-added',
    'readahead',
    'map',
    'bio-queued',
    'bio-issued',
    'reissue',
    'bio-completed',
    'reissue',
    'short',
  ]);
  const calls = interpretation.filter((sentence) => /: call \d: buffered read of 65536 bytes/.test(sentence));
  expect(calls).toHaveLength(3);
  expect(interpretation.at(-2)).toContain('res = 4096 of 65536');
});

test('without the switch the same trace names no fix: 5.10 has it', async () => {
  const recorded = await readRunContents(DIRECTORY);
  const environment = { ...recorded.run.environment, ringParameters: { lab_no_short_retry: 'N' } };
  const { verdict } = await findCause({ ...recorded, run: { ...recorded.run, environment } });
  expect(verdict).toMatchObject({ trigger: 'readahead-race', fixedBy: null });
});
