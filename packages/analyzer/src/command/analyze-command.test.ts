import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CommandRun,
  type CommandRunContents,
  type CommandRunParts,
  type Findings,
  FindingsSchema,
  REQUEST_COLUMN_TYPES,
  type RequestBatch,
  type RequestColumns,
  RequestsWriter,
  readCommandRunContents,
  readRequests,
} from '@uringlab/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCommandCause } from './analyze-command.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/recorded-command', import.meta.url));

/** A program that takes a short read for a full one and uses the buffer again. */
let recorded: CommandRunContents;
/** The only finding of it. */
let line: Record<string, unknown>;
let directory: string;

beforeEach(async () => {
  recorded = await readCommandRunContents(DIRECTORY);
  line = JSON.parse(await readFile(recorded.strace, 'utf8'));
  directory = await mkdtemp(join(tmpdir(), 'analyze-command-'));
});
afterEach(() => rm(directory, { recursive: true }));

type Shorts = NonNullable<CommandRun['invocations'][number]['shorts']>;
const NONE: Shorts = { endOfFile: 0, handled: 0, unhandled: 0, unknown: 0, unjudged: 0 };

/** The recorded run, had it gone otherwise. */
async function change(changes: {
  lines?: readonly object[];
  shorts?: Partial<Shorts> | null;
  invocation?: Partial<CommandRun['invocations'][number]>;
  run?: Partial<CommandRun>;
}): Promise<CommandRunContents> {
  const strace = join(directory, 'strace.jsonl');
  const { lines = [line], shorts = { unhandled: 1 } } = changes;
  await writeFile(strace, lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const [first] = recorded.run.invocations;
  if (first === undefined) throw new TypeError('no run was recorded');
  const invocation = { ...first, shorts: shorts && { ...NONE, ...shorts }, ...changes.invocation };
  return { ...recorded, strace, run: { ...recorded.run, invocations: [invocation], ...changes.run } };
}

async function find(contents: CommandRunParts): Promise<Findings> {
  return FindingsSchema.parse(await findCommandCause(contents));
}

/** sqe.arrow as recorded, with some columns of its first row changed. */
async function changeTable(
  values: Partial<Record<keyof typeof REQUEST_COLUMN_TYPES, number>>,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  const writer = new RequestsWriter((bytes) => chunks.push(bytes.slice()));
  for await (const batch of readRequests(recorded.requests ?? '')) {
    const columns = Object.keys(REQUEST_COLUMN_TYPES).map((name) => {
      const column = (batch[name as keyof RequestBatch] as Int32Array | BigInt64Array).slice();
      const value = values[name as keyof typeof values];
      if (value !== undefined) column[0] = (typeof column[0] === 'bigint' ? BigInt(value) : value) as never;
      return [name, column];
    });
    const paths = Array.from({ length: batch.rows }, (_, row) => batch.pathOf(row));
    const path = Int32Array.from(paths.keys());
    writer.write({ ...Object.fromEntries(columns), path, newPaths: paths } as RequestColumns);
  }
  writer.finish();
  const table = join(directory, 'sqe.arrow');
  await writeFile(table, Buffer.concat(chunks));
  return table;
}

test('as recorded: the application, with the request, its life and everything else ruled out', async () => {
  const findings = await find(recorded);
  expect(findings.verdict).toMatchObject({
    class: 'unhandled-short-read',
    culprit: 'application',
    trigger: 'nowait-partly-cached',
    confidence: 'high',
    fault: true,
    fixedBy: null,
  });
  expect(findings.verdict.alternatives).toHaveLength(4);
  expect(findings.rate).toMatchObject({ hits: 1, total: 2 });
  const [life] = findings.requests;
  expect(life).toMatchObject({
    file: '/mnt/t/data',
    offset: 131_072,
    length: 65_536,
    result: 4096,
    attempts: [4096],
    address: { consistent: true, readaheadPages: 15 },
  });
  expect(life?.steps.map(({ kind }) => kind)).toEqual([
    'submit',
    'issue',
    'page-added',
    'readahead',
    'map',
    'bio-queued',
    'bio-issued',
    'short',
    'bio-completed',
  ]);
});

test('without a trace the verdict stands, and why the kernel returned short is not known', async () => {
  const capture = { ...recorded.run.capture, trace: null, missing: ['not asked for'] };
  const { verdict } = await find({ ...recorded, trace: null, run: { ...recorded.run, capture } });
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'unknown', fault: true });
  expect(verdict.sentence).toContain('RWF_NOWAIT was set');
  expect(verdict.unknowns[0]).toContain('No trace was taken');
});

test('without RWF_NOWAIT a read that did not wait is not explained by it', async () => {
  const { verdict } = await find(await change({ lines: [{ ...line, nowait: false }] }));
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', trigger: 'unknown' });
});

test('a wrong offset is named', async () => {
  const { verdict } = await find(await change({ lines: [{ ...line, wrong_offset: 4096 }] }));
  expect(verdict.sentence).toContain('at the wrong offset, 4096');
});

test('handled short reads are no fault', async () => {
  const { verdict } = await find(
    await change({ lines: [{ ...line, state: 'handled' }], shorts: { handled: 1 } }),
  );
  expect(verdict).toMatchObject({ class: 'no-fault-found', culprit: 'nobody', fault: false });
  expect(verdict.sentence).toContain(
    '1 of 2 requests came back short inside a file, the application asked for the rest',
  );
});

test('short reads at the end of the file are legal, and the first of them is told', async () => {
  const requests = await changeTable({ known: 1 | 2 | 8 | 16, result: 1000, missing: 64_536 });
  const { verdict, requests: lives } = await find({
    ...(await change({ lines: [], shorts: { endOfFile: 1 } })),
    requests,
  });
  expect(verdict).toMatchObject({
    class: 'legal-short-read',
    culprit: 'nobody',
    trigger: 'end-of-file',
    fault: false,
  });
  expect(verdict.sentence).toContain(
    'All 1 short results end exactly at the end of the file (the first: offset 131072 + 1000',
  );
  expect(lives[0]).toMatchObject({ result: 1000 });
});

test('records that were lost make it unknown, unless the detector had decided before', async () => {
  const requests = { ...recorded.run.requests, lost: 7 };
  const unknown = await change({
    lines: [{ ...line, state: 'unknown', end: 'lost' }],
    shorts: { unknown: 1 },
    run: { requests },
  });
  expect((await find(unknown)).verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  const clean = await change({ lines: [], shorts: {}, run: { requests } });
  expect((await find(clean)).verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  const decided = await change({ run: { requests } });
  expect((await find(decided)).verdict).toMatchObject({
    class: 'unhandled-short-read',
    confidence: 'medium',
    fault: true,
  });
});

test('results that could not be judged leave it open', async () => {
  const { verdict } = await find(await change({ lines: [], shorts: { unjudged: 3 } }));
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  expect(verdict.sentence).toContain('3 results');
});

test.each([
  ['a signal', { invocation: { exitCode: null, exitSignal: 9 } }],
  ['an interrupt', { run: { interrupted: true } }],
])('a process that %s ended had no chance to ask for the rest', async (_, changes) => {
  const ended = await change({ lines: [{ ...line, end: 'process-ended' }], ...changes });
  expect((await find(ended)).verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  const closed = await change({ lines: [{ ...line, end: 'file-closed' }], ...changes });
  expect((await find(closed)).verdict).toMatchObject({ class: 'unhandled-short-read', fault: true });
});

test('unhandled results beyond those that are told one by one count as well', async () => {
  const contents = await change({
    lines: [{ ...line, state: 'handled' }],
    shorts: { handled: 1000, unhandled: 2 },
  });
  const { verdict } = await find(contents);
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', fault: true });
  expect(verdict.sentence).toContain('2 of 1002 short results');
});

test('overlapping memory is the fault of the application', async () => {
  const overlap = {
    ...{ run: 1, type: 'overlap', address: '0x7f0000000000', bytes: 2048 },
    ...{ earlier: line.request, later: line.request },
  };
  const { verdict } = await find(await change({ lines: [overlap], shorts: {}, invocation: { overlaps: 1 } }));
  expect(verdict).toMatchObject({ class: 'overlapping-memory', culprit: 'application', fault: true });
  expect(verdict.evidence[0]?.text).toContain('2048 bytes at 0x7f0000000000');
});

test('an error of the device is told with its request; what is logged names the device', async () => {
  const requests = await changeTable({ result: -5 });
  const contents = { ...(await change({ lines: [], shorts: {} })), requests };
  const alone = await find(contents);
  expect(alone.verdict).toMatchObject({ class: 'device-error', culprit: 'unknown', fault: true });
  expect(alone.verdict.sentence).toContain(
    'a read of 65536 bytes at 0x20000 of /mnt/t/data, ended with -EIO',
  );
  expect(alone.requests[0]).toMatchObject({ result: -5, offset: 131_072 });
  const dmesg = '[   12.345678] I/O error, dev sda, sector 456 op 0x0:(READ) flags 0x0\n';
  const logged = await find({ ...contents, dmesg });
  expect(logged.verdict).toMatchObject({ class: 'device-error', culprit: 'device', confidence: 'high' });
});

test('-EAGAIN is no error of a device', async () => {
  const requests = await changeTable({ result: -11 });
  const { verdict } = await find({ ...(await change({ lines: [], shorts: {} })), requests });
  expect(verdict).toMatchObject({ class: 'no-fault-found', fault: false });
  expect(verdict.sentence).toContain('-EAGAIN of READ 1 times');
});

test('trace events alone cannot tell, but of errors', async () => {
  const run: Partial<CommandRun> = {
    source: 'events',
    failed: [],
    requests: { ...recorded.run.requests, table: null, missing: ['E_BPF_MISSING: no BTF'] },
  };
  const contents = { ...(await change({ lines: [], shorts: null, run })), requests: null };
  const { verdict, rate } = await find(contents);
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
  expect(verdict.unknowns.join('\n')).toContain('E_BPF_MISSING: no BTF');
  expect(rate).toBeNull();
  const failed = [{ operation: 'READ', result: -5, count: 2 }];
  const failing = { ...contents, run: { ...contents.run, failed } };
  expect((await find(failing)).verdict).toMatchObject({ class: 'device-error', fault: true });
});

test('a command without requests is not called clean', async () => {
  const requests = { ...recorded.run.requests, submitted: 0, completed: 0 };
  const { verdict } = await find(await change({ lines: [], shorts: {}, run: { requests } }));
  expect(verdict).toMatchObject({ class: 'not-enough-evidence', fault: null });
});

test('a line that is no finding is refused, with its number', async () => {
  const contents = await change({ lines: [line, { type: 'short' }] });
  await expect(findCommandCause(contents)).rejects.toMatchObject({
    code: 'E_RUN_DAMAGED',
    message: expect.stringContaining('line 2'),
  });
});

test('a trace that is none is refused', async () => {
  const trace = join(directory, 'trace.dat');
  await copyFile(recorded.strace, trace);
  await expect(findCommandCause({ ...recorded, trace })).rejects.toMatchObject({ code: 'E_RUN_DAMAGED' });
});

test('without its findings, or its table of requests, a run has no other verdict, and is not called clean', async () => {
  const absent = ['strace.jsonl is missing.'];
  const unseen = await find({ ...recorded, strace: null, absent });
  expect(unseen.verdict).toMatchObject({ class: 'not-enough-evidence', confidence: 'low', fault: null });
  expect(unseen.verdict.unknowns[0]).toBe(absent[0]);
  const short = await find({ ...recorded, requests: null, trace: null, dmesg: null });
  expect(short.verdict).toMatchObject({ class: 'unhandled-short-read', culprit: 'application' });
  expect(short.verdict.unknowns).toContain('The device fails: the table of the requests is not there');
  const clean = await change({ lines: [], shorts: {} });
  expect((await find(clean)).verdict.class).toBe('no-fault-found');
  expect((await find({ ...clean, requests: null })).verdict).toMatchObject({
    class: 'not-enough-evidence',
    fault: null,
  });
});

const VERIFY_ERROR = {
  line: 'crc32c: verify failed at file /mnt/t/data offset 131072, length 65536 (requested block: offset=131072, length=65536, flags=8)',
  file: '/mnt/t/data',
  offset: 131_072,
  length: 65_536,
  cacheIsDisk: true,
  receivedIsCache: true,
  expectedIsCache: false,
};

test.each([
  ['the file holds what fio received', {}, 'verification-failed', 'unknown', 'medium'],
  ['no dumps', { receivedIsCache: null, expectedIsCache: null }, 'verification-failed', 'unknown', 'low'],
  [
    'nothing could be read again',
    { cacheIsDisk: null, receivedIsCache: null, expectedIsCache: null },
    'verification-failed',
    'unknown',
    'low',
  ],
  [
    'the file holds what fio expected',
    { receivedIsCache: false, expectedIsCache: true },
    'wrong-data-in-buffer',
    'unknown',
    'medium',
  ],
  [
    'the page cache is not what the device holds',
    { cacheIsDisk: false },
    'page-cache-differs-from-disk',
    'page-cache',
    'medium',
  ],
])('fio verified, and no request was short: %s', async (_, looks, found, culprit, confidence) => {
  const run = await change({
    lines: [],
    shorts: {},
    invocation: { verifyErrors: [{ ...VERIFY_ERROR, ...looks }] },
  });
  const { verdict } = await find(run);
  expect(verdict).toMatchObject({ class: found, culprit, confidence, fault: true });
  expect(verdict.evidence[0]).toEqual({ source: 'console', text: VERIFY_ERROR.line });
  expect(verdict.evidence[1]?.source).toBe('look');
  expect(verdict.alternatives).toContainEqual(expect.objectContaining({ claim: 'Nothing went wrong' }));
});

test('a short read that nobody asked the rest of explains why the verification failed', async () => {
  const { verdict } = await find(await change({ invocation: { verifyErrors: [VERIFY_ERROR] } }));
  expect(verdict).toMatchObject({ class: 'unhandled-short-read', culprit: 'application' });
});

test.each([
  ['pattern: verify failed at file /mnt/t/data', 'test-tool'],
  ['crc32c: verify failed at file /mnt/t/data', 'unknown'],
])('a verification that fails behind a short read whose rest was asked for: %s', async (text, culprit) => {
  const handled = { ...line, state: 'handled' };
  const run = await change({
    lines: [handled],
    shorts: { handled: 1 },
    invocation: { verifyErrors: [{ ...VERIFY_ERROR, line: text }] },
  });
  expect((await find(run)).verdict).toMatchObject({ class: 'verification-failed', culprit, fault: true });
});
