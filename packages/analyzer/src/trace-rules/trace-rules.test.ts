import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyzeTrace } from '../analyze-trace.ts';
import { bioCompleted, bioQueued, complete, read, ringRead, submit, trace } from '../testing/trace-lines.ts';

const K64 = 65_536;
const judge = (...lines: Parameters<typeof trace>) => analyzeTrace(trace(...lines));
const EXCERPT = readFileSync(new URL('../../fixtures/bz-208827-trace.txt', import.meta.url), 'latin1');
const NOWAIT = readFileSync(new URL('../../fixtures/nowait-6.18.txt', import.meta.url), 'latin1');

describe('what a lossy trace does not show', () => {
  test.each([
    [
      'in the middle',
      `${EXCERPT.trimEnd()}\nCPU:12 [300 EVENTS DROPPED]\nio_uring-sq-4518 [012] 52.907866: io_uring_cqring_wait: min_events 1\n`,
    ],
    ['at the end', `${EXCERPT.trimEnd()}\nCPU:12 [5000 EVENTS DROPPED]\n`],
  ])('is held against nobody: %s', async (_, text) => {
    const { verdict, loss } = await analyzeTrace(Buffer.from(text));
    expect(loss.recordedLost).toBeGreaterThan(0);
    expect(verdict).toMatchObject({
      culprit: 'unknown',
      class: 'not-enough-evidence',
      fault: null,
      confidence: 'low',
    });
    expect(verdict.sentence).toContain('the trace lost events');
    expect(verdict.unknowns).toContain('What the events that the trace lost would have shown.');
  });
});

describe('the size on disk', () => {
  test.each([
    ['is 0', 0],
    ['ends before the read begins', 0x1000],
    ['ends before the read does', 0x20800],
    ['is not shown', null],
  ])('says nothing when it %s', async (_, size) => {
    const { verdict } = await judge(submit(1), read(0x20000, K64, { size }), complete(1, 4096));
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
    expect(verdict.unknowns.join('\n')).toContain('does not show the size');
  });

  test('makes a read legal that ends there', async () => {
    const { verdict } = await judge(submit(1), read(0x20000, K64, { size: 0x20123 }), complete(1, 0x123));
    expect(verdict).toMatchObject({ class: 'legal-short-read', confidence: 'high', fault: false });
  });

  test('with the end of a page is less sure', async () => {
    const { verdict } = await judge(submit(1), read(0x20000, K64, { size: 0x21000 }), complete(1, 0x1000));
    expect(verdict).toMatchObject({ class: 'legal-short-read', confidence: 'medium' });
  });
});

describe('a read that did not wait', () => {
  test('is not inferred from a trace without completions of bios', async () => {
    const text = NOWAIT.split('\n').filter((line) => !/block_(rq_complete|io_done)/.test(line));
    const { verdict } = await analyzeTrace(Buffer.from(text.join('\n')));
    expect(verdict).toMatchObject({ trigger: 'unknown', confidence: 'low' });
    expect(verdict.sentence).not.toContain('file system fault');
  });

  test('is not said to have had RWF_NOWAIT', async () => {
    const { verdict } = await analyzeTrace(Buffer.from(NOWAIT));
    expect(verdict.sentence).toContain('did not wait for its own readahead, as with RWF_NOWAIT');
    expect(verdict.confidence).toBe('medium');
  });
});

describe('the readahead race', () => {
  test('is not claimed when a bio failed', async () => {
    const text = EXCERPT.replace('1800896 + 128 [0]', '1800896 + 128 [-5]');
    const { verdict } = await analyzeTrace(Buffer.from(text));
    expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'hidden-error', fixedBy: null });
    expect(verdict.sentence).not.toContain('file system fault');
    expect(verdict.evidence.map(({ text }) => text).join('\n')).toContain('1800896 + 128 [-5]');
  });

  test('is not claimed of a kernel that asks for the rest itself', async () => {
    const text = EXCERPT.replaceAll(' size ', ' disize ');
    expect((await analyzeTrace(Buffer.from(text))).verdict).toMatchObject({
      trigger: 'unknown',
      fixedBy: null,
    });
  });

  test('does not clear the file system when the bio is astray', async () => {
    const text = EXCERPT.replaceAll('addr 922058752', 'addr 922058240');
    expect((await analyzeTrace(Buffer.from(text))).verdict.sentence).not.toContain('file system fault');
  });
});

describe('reads that fail', () => {
  const atEnd = [submit(2), read(0xffff000, K64), complete(2, 4096)];

  test('are not covered up by a read that ends at the end of the file', async () => {
    const { verdict } = await judge(...ringRead(1, 0x20000, K64, -5), ...atEnd);
    expect(verdict).toMatchObject({
      class: 'device-error',
      culprit: 'unknown',
      confidence: 'medium',
      fault: true,
    });
    expect(verdict.alternatives).toContainEqual({
      claim: 'The read ends at the end of the file',
      excludedBy: 'that holds for 1 short reads, but 1 reads failed',
    });
  });

  test('are the fault of the device whose bio failed', async () => {
    const { verdict } = await judge(
      submit(1),
      read(0x20000, K64),
      bioQueued(800, 128),
      bioCompleted(800, 128, -5, { pid: 0, comm: '<idle>' }),
      read(0x20000, K64),
      complete(1, -5),
      ...atEnd,
    );
    expect(verdict).toMatchObject({ class: 'device-error', culprit: 'device', confidence: 'high' });
    expect(verdict.evidence).toHaveLength(1);
  });

  test('with -EAGAIN, as asked for, are nobody’s fault and not enough to acquit', async () => {
    const { verdict } = await judge(...ringRead(1, 0x20000, K64, -11), ...atEnd);
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  });
});

test('a read put off with -EAGAIN and read again is no fault', async () => {
  const { verdict } = await judge(ringRead(1, 0x20000, K64, -11), ringRead(2, 0x20000, K64, K64));
  expect(verdict.class).toBe('no-fault-found');
  expect(verdict.sentence).toContain(
    '1 came back whole; 1 were put off with -EAGAIN, and a read of the same follows each',
  );
});

describe('a bio that failed', () => {
  const rest = ringRead(2, 0x21000, K64 - 4096, K64 - 4096);

  test('is the verdict when the rest of the read that hides it was asked for', async () => {
    const { verdict } = await judge(
      submit(1),
      read(0x20000, K64),
      bioQueued(800, 128),
      bioCompleted(800, 128, -5, { pid: 0, comm: '<idle>' }),
      complete(1, 4096),
      rest,
    );
    expect(verdict).toMatchObject({ class: 'device-error', culprit: 'device', trigger: 'hidden-error' });
  });

  test('of nobody knows which request acquits nobody', async () => {
    const { verdict } = await judge(ringRead(1, 0x20000, K64, K64), bioCompleted(800, 128, -5, { pid: 0 }));
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
    expect(verdict.unknowns.join('\n')).toContain('800 + 128 [-5]');
  });
});

describe('the end of the file', () => {
  const atEnd = ringRead(1, 0xffff000, K64, 4096);
  const inside = ringRead(2, 0x20000, K64, 4096);
  const rest = ringRead(3, 0x21000, K64 - 4096, K64 - 4096);

  test('does not explain the reads that stop before it', async () => {
    const { verdict } = await judge(...atEnd, ...inside);
    expect(verdict.class).toBe('unhandled-short-read');
    expect(verdict.alternatives).toContainEqual({
      claim: 'The read ends at the end of the file',
      excludedBy: '1 of 2 short reads do not: one stops at byte 135168 of a file of 268435456 bytes',
    });
  });

  test('and a read of the rest together explain all', async () => {
    const { verdict } = await judge(...atEnd, ...inside, ...rest);
    expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
    expect(verdict.sentence).toBe(
      'Of 3 reads that the trace shows from beginning to end, 1 came back whole; a read of the rest follows each of the 1 that ' +
        'were short inside the file; 1 ended at the end of the file.',
    );
  });
});
