import { describe, expect, test } from 'vitest';
import { analyzeTrace } from '../analyze-trace.ts';
import { complete, lost, other, read, ringRead, submit, trace, twofold } from '../testing/trace-lines.ts';

const K64 = 65_536;
const judge = (...lines: Parameters<typeof trace>) => analyzeTrace(trace(...lines));
const lostHalf = ringRead(1, 0x20000, K64, 4096);
/** Makes a trace one of the kernel that prints returns. */
const putOff = [twofold(0, K64, { pid: 9 }), twofold(0, -11, { pid: 9 })];

describe('asked for the rest', () => {
  test.each([
    ['by the rest alone', ringRead(2, 0x21000, K64 - 4096, K64 - 4096)],
    ['by the whole range again', ringRead(2, 0x20000, K64, K64)],
    ['by a range that begins before and ends within it', ringRead(2, 0x1f000, 3 * 4096, 3 * 4096)],
    ['by pread(2) of another thread', [read(0x21000, K64 - 4096, { pid: 7 })]],
    ['in the very microsecond, as coarse clocks have it', [() => read(0x21000, K64 - 4096, { pid: 7 })(2)]],
  ])('%s', async (_, lines) => {
    const { verdict, rate } = await judge(...lostHalf, ...lines);
    expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
    expect(rate?.hits).toBe(0);
  });

  test.each([
    ['the bytes that did come', ringRead(2, 0x20000, 4096, 4096)],
    ['what lies behind the rest', ringRead(2, 0x30000, K64, K64)],
  ])('not by a read of %s', async (_, lines) => {
    expect((await judge(...lostHalf, ...lines)).verdict.class).toBe('unhandled-short-read');
  });
});

describe('not asked for the rest', () => {
  // Two reads of one range are in flight when the first comes back short.
  const inFlight = [submit(1), read(0x20000, K64), submit(2), read(0x20000, K64)];

  test.each([
    ['the ring retries another request in flight', [read(0x20000, K64), complete(2, K64)]],
    ['the ring goes on where another request stopped', [read(0x21000, K64 - 4096), complete(2, K64)]],
    [
      'a worker takes over another request in flight',
      [read(0x20000, K64, { pid: 8, comm: 'iou-wrk-100' }), complete(2, K64)],
    ],
  ])('when %s', async (_, lines) => {
    const { verdict } = await judge(...inFlight, complete(1, 4096), ...lines);
    expect(verdict).toMatchObject({ class: 'unhandled-short-read', confidence: 'low' });
  });

  test('but a thread that serves no request and reads the same is heard', async () => {
    const { verdict } = await judge(
      ...inFlight,
      complete(1, 4096),
      read(0x20000, K64, { pid: 7 }),
      complete(2, K64),
    );
    expect(verdict.class).toBe('no-fault-found');
  });

  test('unless a request of unknown range is in flight, which the call may serve: then nobody knows', async () => {
    const { verdict } = await judge(
      submit(5),
      other('io_uring_cqring_wait'),
      ...lostHalf,
      read(0x20000, K64, { pid: 8, comm: 'iou-wrk-100' }),
    );
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
    expect(verdict.sentence).toContain('the trace does not show');
  });

  test('when a thread goes on with a read of the same range that was queued twice', async () => {
    const { verdict } = await judge(
      ...[K64, -529, K64, -529].map((count) => twofold(0x20000, count)),
      twofold(0x20000, K64),
      twofold(0x21000, 4096),
      twofold(0x20000, K64),
      twofold(0x30000, K64),
    );
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  });
});

describe('a call is no part of a submission', () => {
  test.each([
    ['that writes', submit(1, 'WRITE'), 4096],
    ['that polls', submit(1, 'POLL_ADD'), 1],
    ['that writes, by number', submit(1, '23'), 4096],
  ])('%s', async (_, submission, result) => {
    const { verdict } = await judge(submission, read(0x20000, K64), complete(1, result));
    expect(verdict.class).toBe('not-enough-evidence');
  });

  test.each(['READV', 'READ_FIXED', '1', '4', '22'])('but of one with opcode %s', async (opcode) => {
    const { requests } = await judge(submit(1, opcode), read(0x20000, K64), complete(1, 4096));
    expect(requests).toMatchObject([{ offset: 0x20000, length: K64, result: 4096 }]);
  });

  test('that has completed', async () => {
    const { verdict } = await judge(
      submit(1),
      complete(1, 8),
      read(0x20000, K64),
      submit(1, 'NOP'),
      complete(1, 0),
    );
    expect(verdict.class).toBe('not-enough-evidence');
  });

  test.each(['io_uring_poll_arm', 'io_uring_cqring_wait'])('that its thread left by %s', async (name) => {
    const { verdict } = await judge(submit(1), other(name), read(0x20000, K64), complete(1, 8));
    expect(verdict.class).toBe('not-enough-evidence');
  });

  test('when two linked reads wait for their calls', async () => {
    const { verdict } = await judge(
      submit(1),
      submit(2),
      read(0x20000, K64),
      complete(1, K64),
      read(0x40000, 4096),
      complete(2, 4096),
    );
    expect(verdict.class).toBe('not-enough-evidence');
  });

  test('when two requests of one user_data are in flight', async () => {
    const { verdict } = await judge(
      submit(0),
      read(0x20000, K64),
      submit(0),
      read(0x40000, 4096),
      complete(0, 4096),
      complete(0, K64),
    );
    expect(verdict.class).toBe('not-enough-evidence');
  });

  test('when events are lost before its completion', async () => {
    const { requests } = await judge(submit(1), read(0x20000, K64), lost(0, 9), complete(1, 4096));
    expect(requests).toEqual([]);
  });

  test('when events of another CPU are lost meanwhile', async () => {
    const { requests } = await judge(
      submit(1),
      read(0x20000, K64),
      complete(1, 4096),
      lost(1, 9),
      other('io_uring_cqring_wait', { cpu: 1 }),
    );
    expect(requests).toEqual([]);
  });
});

describe('returns', () => {
  test('of a thread whose return is missing are not guessed from its next entry', async () => {
    const { verdict, requests } = await judge(
      ...putOff,
      twofold(0x20000, K64),
      twofold(0x21000, 4096),
      twofold(0x22000, 4096),
    );
    expect(verdict.class).not.toBe('unhandled-short-read');
    expect(requests.filter(({ result }) => result !== null && result >= 0)).toEqual([]);
  });

  test('are not guessed from the last entry of a thread', async () => {
    const { verdict } = await judge(...putOff, twofold(0x20000, K64), twofold(0x21000, 4096));
    expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  });

  test('do not pair across a gap', async () => {
    const { verdict } = await judge(
      ...putOff,
      twofold(0x20000, K64),
      twofold(0x20000, -529),
      twofold(0x20000, K64),
      lost(0, 5),
      twofold(0x21000, 4096),
    );
    expect(verdict.class).not.toBe('unhandled-short-read');
  });

  test('of one negative count do not make returns of the entries of a stock kernel', async () => {
    const entries = [0x20000, 0x50000, 0x90000, 0xf0000].map((offset) => twofold(offset, K64));
    const { verdict } = await judge(...putOff, ...entries);
    expect(verdict.class).toBe('not-enough-evidence');
  });

  test('of two threads on one range are two requests, each once', async () => {
    const { source, rate } = await judge(
      [K64, -529].flatMap((count) => [1, 2].map((pid) => twofold(0x20000, count, { pid }))),
      [1, 2].flatMap((pid) => [twofold(0x20000, K64, { pid }), twofold(0x30000, K64, { pid })]),
    );
    expect(source).toBe('trace-cmd-report, 2 reads');
    expect(rate?.total).toBe(2);
  });

  test('of a worker end what another thread began', async () => {
    const worker = { pid: 8, comm: 'io_wqe_worker-0' };
    const { verdict, rate } = await judge(
      twofold(0x20000, K64),
      twofold(0x20000, -11),
      twofold(0x20000, K64, worker),
      twofold(0x30000, K64, worker),
    );
    expect(verdict.class).toBe('no-fault-found');
    expect(rate).toMatchObject({ hits: 0, total: 1 });
  });
});

test('thousands of short reads are gone through once', async () => {
  const lines = Array.from({ length: 8000 }, (_, index) => ringRead(index, index * 8192, 8192, 4096)).flat();
  expect((await judge(lines)).rate).toMatchObject({ hits: 8000, total: 8000 });
});
