import { type Findings, rate } from '@uringlab/schema';
import { LENGTH, OPERATIONS, PAGE } from './sample-sizes.ts';

function line(at: string, event: string, task = '          node-4518  [001]'): string {
  return `${task}   ${at}: ${event}`;
}

export function sampleFindings(): Findings {
  const read = 'dev 7:0 ino 0x86 disize 0x400000 pos 0x30000 bytecount';
  return {
    format: 'uringlab-findings',
    version: 1,
    run: '208827f67676d160',
    source: 'trace.dat',
    verdict: {
      culprit: 'application',
      class: 'unhandled-short-read',
      trigger: 'nowait-partly-cached',
      title: 'application: unhandled short read',
      sentence:
        'A 65536-byte RWF_NOWAIT read returned the 4096 bytes that were in the page cache, and the application took the whole buffer for valid.',
      confidence: 'certain',
      pageCacheRight: true,
      diskRight: true,
      fault: true,
      evidence: [
        {
          source: 'ring',
          text: 'Request 67 completed with res = 4096 of 65536; the program did not ask for the rest.',
        },
        {
          source: 'look',
          text: 'A buffered and a direct pread of the same range both bring what was last written.',
        },
        {
          source: 'peer',
          text: 'preadv2(RWF_NOWAIT) in the same cache state returns 4096 in 16 of 16 tries.',
        },
        { source: 'residency', text: 'Before the phase the page cache held page 0 of 16.' },
      ],
      alternatives: [
        {
          claim: 'The page cache is corrupt',
          excludedBy: 'a buffered pread after the run brings the expected bytes',
        },
        { claim: 'The disk holds wrong data', excludedBy: 'an O_DIRECT pread brings the expected bytes' },
        {
          claim: 'The read crossed the end of the file',
          excludedBy: 'it ends at 262144 of a file of 4194304 bytes',
        },
      ],
      unknowns: ['Whether other applications on this machine make the same mistake.'],
      fixedBy: null,
    },
    rate: rate(2 * OPERATIONS, 2 * OPERATIONS),
    phaseRates: [
      { phase: 'plain', traced: false, rate: rate(OPERATIONS, OPERATIONS) },
      { phase: 'traced', traced: true, rate: rate(OPERATIONS, OPERATIONS) },
    ],
    interpretation: [
      'The request for 65536 bytes at 0x30000 is submitted with RWF_NOWAIT.',
      'The file system is called once. Page 0 is uptodate and is copied; page 1 is not in the page cache, and a read that must not wait stops there.',
      'The call returns 4096, a short read, and REQ_F_NOWAIT makes the result final: io_uring posts res = 4096.',
      'The application does not look at the result and uses all 65536 bytes; 61440 of them are still the poison.',
    ],
    requests: [
      {
        row: OPERATIONS + 3,
        file: 'data.0',
        offset: 3 * LENGTH,
        length: LENGTH,
        result: PAGE,
        attempts: [PAGE],
        address: {
          inode: 0x86,
          device: '7:0',
          fileOffset: 3 * LENGTH,
          length: LENGTH,
          iomapAddress: null,
          sector: null,
          sectors: null,
          consistent: null,
          readaheadPages: null,
          bioNs: null,
        },
        steps: [
          {
            kind: 'submit',
            lane: 'application',
            atNs: 0,
            text: 'read of 65536 bytes at 0x30000, RWF_NOWAIT',
            line: null,
          },
          {
            kind: 'issue',
            lane: 'application',
            atNs: 2_100,
            text: 'the file system is asked for 65536 bytes',
            line: line('52.806976', `xfs_file_buffered_read: ${read} 0x10000`),
          },
          {
            kind: 'short',
            lane: 'application',
            atNs: 6_400,
            text: 'returns 4096 of 65536 bytes',
            line: line(
              '52.806980',
              'io_uring_complete: ring 0xffff888004f1c000, req 0xffff888005a30000, user_data 0x75726c0000000043, result 4096, cflags 0x0',
            ),
          },
          {
            kind: 'complete',
            lane: 'completion',
            atNs: 9_800,
            text: 'the CQE with res = 4096 is taken',
            line: null,
          },
        ],
        pageMap: {
          pageBytes: PAGE,
          rows: [
            { atNs: null, label: 'before the phase', cells: `U${'.'.repeat(15)}` },
            { atNs: 6_400, label: 'returns 4096', cells: `C${'.'.repeat(15)}` },
            { atNs: 9_800, label: 'buffer of the application', cells: `C${'S'.repeat(15)}` },
          ],
        },
      },
    ],
    loss: { recordedLost: 0, unknownGaps: 0, skippedBytes: 0, overrun: 0 },
    diagnostics: [],
  };
}
