import {
  type Mismatch,
  OP_KIND,
  OP_OUTCOME,
  type OpsColumns,
  type Phase,
  type Run,
  SECTOR_BYTES,
  USER_DATA_TAG,
} from '@uringlab/schema';
import type { ReportInput } from '../report-input.ts';
import { sampleFindings } from './sample-findings.ts';
import { LENGTH, OPERATIONS, PAGE } from './sample-sizes.ts';

/** What block `row` of the file holds: words that name their place, as the lab's blocks do. */
export function expectedSample(at: number): string {
  const bytes = Buffer.alloc(SECTOR_BYTES);
  for (let word = 0; word < SECTOR_BYTES; word += 8)
    bytes.writeBigUInt64LE(BigInt(at + word) * 2654435761n, word);
  bytes.write('urlblock');
  return bytes.toString('hex');
}

function poisonSample(row: number): string {
  const bytes = Buffer.alloc(SECTOR_BYTES);
  for (let at = 0; at < SECTOR_BYTES; at += 16) bytes.write(`poison ${String(row).padStart(8, '0')}.`, at);
  return bytes.toString('hex');
}

export function samplePhase(name: string, firstRow: number, change: Partial<Phase> = {}): Phase {
  return {
    name,
    traced: name === 'traced',
    consumer: 'ignore',
    ring: {
      depth: 16,
      batch: 4,
      sqpoll: false,
      sqpollIdleMs: 1000,
      registeredFiles: false,
      registeredBuffers: false,
    },
    firstRow,
    operations: OPERATIONS,
    shortReads: OPERATIONS,
    errors: 0,
    mismatches: OPERATIONS,
    resubmissions: 0,
    startNs: 52_800_000_000 + firstRow * 1_000_000,
    elapsedNs: 3_200_000,
    cqOverflows: 0,
    ...change,
  };
}

export function sampleRun(): Run {
  return {
    format: 'uringlab-run',
    version: 1,
    id: '208827f67676d160',
    createdAt: '2025-11-22T14:33:05.000Z',
    lab: { name: 'uringlab', version: '0.1.0' },
    scenario: {
      name: 'nowait-page-boundary',
      title: 'RWF_NOWAIT reads whose first page alone is cached',
      expected: 'unhandled-short-read',
      seed: 7,
      blockBytes: LENGTH,
      requestFlags: ['RWF_NOWAIT'],
      cacheState: 'the whole file dropped, then the first page of each block read with readahead off',
    },
    consumer: 'ignore',
    environment: {
      kernelVersion:
        'Linux version 6.18.0-lab (builder@example) (gcc (Debian 12.2.0-14) 12.2.0, GNU ld 2.40) #1 SMP PREEMPT_DYNAMIC Sat Nov 15 10:00:00 UTC 2025',
      release: '6.18.0-lab',
      machine: 'x86_64',
      distribution: 'Debian GNU/Linux 12 (bookworm)',
      taint: 0,
      cpus: 2,
      cpuModel: 'Example CPU 2.0 GHz',
      memoryBytes: 8 * 1024 ** 3,
      pageBytes: PAGE,
      root: true,
      node: 'v20.20.2',
      liburing: '2.3',
      bootId: '6f1ed002-ab59-4c3e-8a2d-000000000001',
    },
    testbed: {
      kind: 'loop',
      filesystem: 'xfs',
      mountOptions: 'rw,relatime,attr2,inode64,noquota',
      device: { major: 7, minor: 0, path: '/dev/loop0' },
      fileDevice: { major: 7, minor: 0 },
      madeBy: 'mkfs.xfs version 6.1.0',
      logicalBlockBytes: 512,
    },
    files: [{ index: 0, name: 'data.0', bytes: OPERATIONS * LENGTH, inode: 0x86, blockBytes: LENGTH }],
    phases: [samplePhase('plain', 0), samplePhase('traced', OPERATIONS)],
    mismatchesRecorded: 1,
    peers: [{ call: 'preadv2(RWF_NOWAIT)', tried: 16, results: [{ result: PAGE, count: 16 }] }],
    capture: {
      trace: 'trace.dat',
      missing: [],
      clock: 'mono',
      events: ['xfs:xfs_file_buffered_read', 'iomap:iomap_readahead', 'block:block_bio_queue'],
      cpus: [{ cpu: 0, bytes: 40960, overrun: 0, commitOverrun: 0, droppedEvents: 0, entriesLeft: 0 }],
    },
    artifacts: [
      { name: 'ops.arrow', bytes: 12_345, sha256: 'a1'.repeat(32) },
      { name: 'mismatches.jsonl', bytes: 2_345, sha256: 'b2'.repeat(32) },
      { name: 'trace.dat', bytes: 81_920, sha256: 'c3'.repeat(32) },
      { name: 'dmesg.txt', bytes: 0, sha256: 'd4'.repeat(32) },
    ],
  };
}

export function sampleMismatch(): Mismatch {
  const row = OPERATIONS + 3;
  const offset = 3 * LENGTH;
  return {
    row,
    phase: 1,
    file: 0,
    offset,
    length: LENGTH,
    result: PAGE,
    total: PAGE,
    firstBad: PAGE,
    badBytes: LENGTH - PAGE,
    residentBefore: `U${'.'.repeat(15)}`,
    sample: { at: PAGE, expected: expectedSample(offset + PAGE), received: poisonSample(row) },
    looks: {
      ring: {
        result: PAGE,
        right: false,
        ranges: [
          { start: 0, end: PAGE, class: 'right' },
          { start: PAGE, end: LENGTH, class: 'poison', origin: { row } },
        ],
      },
      buffered: { result: LENGTH, right: true, ranges: [{ start: 0, end: LENGTH, class: 'right' }] },
      direct: { result: LENGTH, right: true, ranges: [{ start: 0, end: LENGTH, class: 'right' }] },
    },
  };
}

/** Rows of both phases; every read of `length` returns `result(row)`. */
export function sampleOps(rows: number, result: (row: number) => number): OpsColumns {
  const each = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
  const latency = (row: number): bigint =>
    BigInt(9_000 + ((row * 7919) % 4_000) + (result(row) === LENGTH ? 180_000 : 0));
  return {
    phase: Uint8Array.from(each((row) => (row < rows / 2 ? 0 : 1))),
    kind: Uint8Array.from(each(() => OP_KIND.read)),
    file: Uint16Array.from(each(() => 0)),
    offset: BigInt64Array.from(each((row) => BigInt(row % OPERATIONS) * BigInt(LENGTH))),
    length: Uint32Array.from(each(() => LENGTH)),
    rwFlags: Uint32Array.from(each(() => 8)),
    sqeFlags: Uint8Array.from(each(() => 0)),
    generation: Uint32Array.from(each(() => 1)),
    userData: BigUint64Array.from(each((row) => USER_DATA_TAG | BigInt(row))),
    buffer: Uint16Array.from(each((row) => row % 16)),
    submitNs: BigInt64Array.from(each((row) => 52_800_000_000n + BigInt(row) * 50_000n)),
    completeNs: BigInt64Array.from(each((row) => 52_800_000_000n + BigInt(row) * 50_000n + latency(row))),
    result: Int32Array.from(each(result)),
    cqeFlags: Uint32Array.from(each(() => 0)),
    attempts: Uint16Array.from(each(() => 1)),
    lastResult: Int32Array.from(each(result)),
    total: Int32Array.from(each(result)),
    outcome: Uint8Array.from(
      each((row) => (result(row) === LENGTH ? OP_OUTCOME.right : OP_OUTCOME.mismatch)),
    ),
    badBytes: Uint32Array.from(each((row) => LENGTH - Math.max(0, result(row)))),
  };
}

/** A partly cached RWF_NOWAIT read, 4096 of 65536 bytes, poison behind them, an application that ignores it. */
export function sampleReport(): ReportInput {
  return {
    run: sampleRun(),
    findings: sampleFindings(),
    mismatches: [sampleMismatch()],
    ops: sampleOps(2 * OPERATIONS, () => PAGE),
    dmesg: '',
  };
}
