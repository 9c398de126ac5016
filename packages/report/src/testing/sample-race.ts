import { type Findings, rate, type Step } from '@uringlab/schema';
import type { ReportInput } from '../report-input.ts';
import { expectedSample, sampleMismatch, sampleOps, samplePhase, sampleRun } from './sample-run.ts';
import { LENGTH, PAGE } from './sample-sizes.ts';

const OFFSET = 0x6f40000;
const SQ = '  io_uring-sq-4518  [012]';
const FIO = '          fio-4515  [013]';
const BUFFERED = 'xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f40000 count';

/** Microseconds after 52.806976, and what happened then: the request of kernel bug 208827. */
const STEPS: ReadonlyArray<readonly [us: number, Step['kind'], Step['lane'], text: string, event: string]> = [
  [0, 'issue', 'sq-thread', 'asks the file system for 65536 bytes', `${BUFFERED} 0x10000`],
  [
    11,
    'readahead',
    'readahead',
    'readahead of 16 pages begins',
    'iomap_readahead: dev 253:32 ino 0x86 nr_pages 16',
  ],
  [
    11,
    'map',
    'readahead',
    'maps 65536 bytes at 116654080',
    'iomap_apply: dev 253:32 ino 0x86 pos 116654080 length 65536 flags (0x0) ops xfs_read_iomap_ops caller iomap_readahead actor iomap_readahead_actor',
  ],
  [
    12,
    'map',
    'readahead',
    'to byte 922058752 of the device',
    'iomap_apply_dstmap: dev 253:32 ino 0x86 bdev 253:32 addr 922058752 offset 116654080 length 65536 type MAPPED flags',
  ],
  [
    14,
    'bio-queued',
    'block',
    'bio at sector 1800896, 128 sectors',
    'block_bio_queue: 253,32 RA 1800896 + 128 [io_uring-sq]',
  ],
  [16, 'return', 'sq-thread', 'returns -EAGAIN: the read would block', `${BUFFERED} 0xfffffffffffffff5`],
  [17, 'reissue', 'sq-thread', 'issued again, to be woken by the page', `${BUFFERED} 0x10000`],
  [18, 'return', 'sq-thread', 'returns -EIOCBQUEUED: waits for page 0', `${BUFFERED} 0xfffffffffffffdef`],
  [
    879,
    'bio-completed',
    'completion',
    'the bio is done after 865 us',
    'block_rq_complete: 253,32 RA () 1800896 + 128 [0]',
  ],
  [887, 'reissue', 'sq-thread', 'woken by page 0, issued a third time', `${BUFFERED} 0x10000`],
  [
    890,
    'short',
    'sq-thread',
    'returns 4096: page 1 is still locked',
    'xfs_file_buffered_read: dev 253:32 ino 0x86 size 0x10000000 offset 0x6f41000 count 0x1000',
  ],
];

/** The trace of kernel bug 208827, as findings of a bare trace. */
export function raceFindings(): Findings {
  return {
    format: 'uringlab-findings',
    version: 1,
    run: null,
    source: 'trace.txt',
    verdict: {
      culprit: 'application',
      class: 'unhandled-short-read',
      trigger: 'readahead-race',
      title: 'application: unhandled short read',
      sentence:
        'An asynchronous buffered read of 65536 bytes was completed with 4096, because it raced with the completion of readahead.',
      confidence: 'high',
      pageCacheRight: null,
      diskRight: null,
      fault: true,
      evidence: [{ source: 'trace', text: 'the last call returns 4096 of 65536 bytes' }],
      alternatives: [
        {
          claim: 'The file system read the wrong place',
          excludedBy: 'iomap address 922058752 is sector 1800896 of the bio that completed',
        },
      ],
      unknowns: ['What the application did with the result: a trace does not show it.'],
      fixedBy: {
        commit: '227c0c9673d86732995474d277f84e08ee763e46',
        subject: 'io_uring: internally retry short reads',
        release: '5.9',
      },
    },
    rate: null,
    phaseRates: [],
    interpretation: [
      'The first call starts readahead of 16 pages and returns 0xfffffffffffffff5, which is -EAGAIN.',
      'The second call queues on the lock of page 0 and returns 0xfffffffffffffdef, which is -EIOCBQUEUED.',
      'After 865 us the bio (1800896 + 128) completes; unlocking page 0 wakes the request.',
      'The third call copies page 0, finds page 1 locked, and returns 4096.',
    ],
    requests: [
      {
        row: null,
        file: 'ino 0x86',
        offset: OFFSET,
        length: LENGTH,
        result: PAGE,
        attempts: [-11, -529, PAGE],
        address: {
          inode: 0x86,
          device: '253:32',
          fileOffset: OFFSET,
          length: LENGTH,
          iomapAddress: 922058752,
          sector: 1800896,
          sectors: 128,
          consistent: true,
          readaheadPages: 16,
          bioNs: 865_000,
        },
        steps: STEPS.map(([us, kind, lane, text, event]) => ({
          kind,
          lane,
          atNs: us * 1000,
          text,
          line: `${lane === 'completion' ? FIO : SQ}    52.${806976 + us}: ${event}`,
        })),
        pageMap: {
          pageBytes: PAGE,
          rows: [
            { atNs: 0, label: 'cold', cells: '.'.repeat(16) },
            { atNs: 14_000, label: 'readahead in flight', cells: 'L'.repeat(16) },
            { atNs: 887_000, label: 'page 0 unlocked', cells: `U${'L'.repeat(15)}` },
            { atNs: 890_000, label: 'read returns', cells: `C${'S'.repeat(15)}` },
          ],
        },
      },
    ],
    loss: { recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun: 0 },
    diagnostics: [],
  };
}

/** The same request in a run of the seed's job: 4 of 8192 reads short, the tail an earlier read's data. */
export function raceReport(): ReportInput {
  const run = sampleRun();
  const findings = raceFindings();
  const sqpoll = {
    depth: 16,
    batch: 1,
    sqpoll: true,
    sqpollIdleMs: 1000,
    registeredFiles: true,
    registeredBuffers: false,
  };
  const counts = { operations: 4096, shortReads: 3, mismatches: 3, elapsedNs: 5_400_000_000 };
  const mismatch = sampleMismatch();
  const earlier = { row: 121, file: 0, offset: 0x6bf0000, generation: 1 };
  return {
    run: {
      ...run,
      scenario: {
        ...run.scenario,
        name: 'readahead-race',
        title: 'cold reads that race with readahead',
        requestFlags: [],
        cacheState: 'the whole file dropped before each pass',
      },
      files: [{ index: 0, name: 'data.0', bytes: 256 * 1024 * 1024, inode: 0x86, blockBytes: LENGTH }],
      phases: [
        samplePhase('sqpoll', 0, { ...counts, ring: sqpoll }),
        samplePhase('traced', 4096, { ...counts, shortReads: 1, mismatches: 1, ring: sqpoll }),
      ],
      peers: [],
    },
    findings: {
      ...findings,
      run: run.id,
      verdict: { ...findings.verdict, pageCacheRight: true, diskRight: true },
      rate: rate(4, 8192),
    },
    mismatches: [
      {
        ...mismatch,
        offset: OFFSET,
        residentBefore: '.'.repeat(16),
        sample: {
          at: PAGE,
          expected: expectedSample(OFFSET + PAGE),
          received: expectedSample(earlier.offset + PAGE),
        },
        looks: {
          ...mismatch.looks,
          ring: {
            result: PAGE,
            right: false,
            ranges: [
              { start: 0, end: PAGE, class: 'right' },
              { start: PAGE, end: LENGTH, class: 'earlier-read', origin: earlier },
            ],
          },
        },
      },
    ],
    ops: sampleOps(8192, (row) => (row % 2048 === 5 ? PAGE : LENGTH)),
    dmesg: '',
  };
}

/** The race in a file of 4 MiB: the full one takes minutes on a slow disk. */
export function smallRace(sqpoll: boolean): ReportInput {
  const input = raceReport();
  for (const file of input.run.files) file.bytes = 4 * 1024 * 1024;
  for (const phase of input.run.phases) phase.ring.sqpoll = sqpoll;
  return input;
}
