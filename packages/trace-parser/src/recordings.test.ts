import { describe, expect, test } from 'vitest';
import { decodeLatin1 } from './bytes/latin1.ts';
import { formatReport } from './report/format-report.ts';
import { readFixture, writeFixture } from './testing/fixtures.ts';
import { openBytes } from './testing/open-bytes.ts';
import { recordTrace, reportWithTraceCmd, whyNotRecord } from './testing/record.ts';
import { shrinkTrace } from './testing/shrink-trace.ts';

const READ =
  'dd if=/dev/urandom of=$MNT/f bs=64k count=16 conv=fsync status=none; echo 1 > /proc/sys/vm/drop_caches;';
const URING = `${READ} fio --minimal --name=a --ioengine=io_uring --filename=$MNT/f --size=1m --bs=64k --iodepth=4 --rw=read --thread > /dev/null`;
const WRITES = 'dd if=/dev/urandom of=$MNT/../g bs=64k count=16 conv=fsync status=none;';
const MARKERS =
  'echo "hello world" > /sys/kernel/tracing/trace_marker; printf "two\\nlines" > /sys/kernel/tracing/trace_marker; printf "\\001\\002\\003\\004abcdefgh" > /sys/kernel/tracing/trace_marker_raw;';
const ISSUE =
  "-e io_uring -e 'xfs:xfs_file*' -e iomap -e block -e filemap:mm_filemap_add_to_page_cache -e filemap:mm_filemap_get_pages -e readahead";
const WRITE = '-e block -e ext4 -e jbd2 -e writeback -e sched -e syscalls';

/** One fixture per kind of file; each was recorded and shrunk by this test with UPDATE_FIXTURES=1. */
const FIXTURES = [
  {
    name: 'uring-xfs-v7',
    version: 7,
    pages: 4,
    args: `-B INSTANCE -C mono -b 1024 ${ISSUE} --compression none`,
    job: URING,
  },
  {
    name: 'write-v6',
    version: 6,
    pages: 8,
    args: `-b 1024 ${WRITE} --file-version 6`,
    job: `${WRITES} ${MARKERS}`,
  },
  {
    name: 'lossy-two-instances-v7',
    version: 7,
    pages: 6,
    args: `-B INSTANCE-a -b 4 -e kmem -e sched -B INSTANCE-b -T -b 64 -e sched:sched_switch --compression none`,
    job: READ.replace('bs=64k count=16', 'bs=4k count=256'),
  },
] as const;

/**
 * libtraceevent prints the first name of a `__print_flags` list for the value 0 when the kernel left that name unresolved
 * (print_flags takes it for -1); the kernel prints nothing.
 */
function correctReport(report: string): string {
  return report.replace(/(: writeback_.* (?:state|flags)=)I_DIRTY_SYNC(?= |$)/gm, '$1');
}

function printOurs(bytes: Uint8Array): string {
  let text = '';
  for (const line of formatReport(openBytes(bytes), { nanoseconds: true })) text += `${line}\n`;
  return text;
}

const why = whyNotRecord();
if (why !== '') console.warn(`recordings.test: skipped what records: ${why}`);

function updateFixture({ name, version, pages, args, job }: (typeof FIXTURES)[number]): void {
  const { bytes, report } = recordTrace(args, job);
  const small = shrinkTrace(bytes, report, version, pages);
  writeFixture(`${name}.dat.gz`, small);
  writeFixture(`${name}.txt.gz`, reportWithTraceCmd(small));
}

describe('a recorded trace.dat prints what trace-cmd report -N -t printed', () => {
  test.each(FIXTURES)('$name', (fixture) => {
    if (process.env.UPDATE_FIXTURES === '1') updateFixture(fixture);
    const { name } = fixture;
    const ours = printOurs(readFixture(`${name}.dat.gz`)).split('\n');
    expect(ours.length).toBeGreaterThan(100);
    expect(ours).toEqual(correctReport(decodeLatin1(readFixture(`${name}.txt.gz`))).split('\n'));
  });
});

describe.skipIf(why !== '')('a fresh recording prints what trace-cmd report -N -t prints', () => {
  test.each([
    ['io_uring on XFS, version 7', `-B INSTANCE -C mono -b 4096 ${ISSUE} --compression none`, URING],
    ['writing and markers, version 6', `-b 4096 ${WRITE} --file-version 6`, `${WRITES} ${MARKERS} ${READ}`],
    [
      'two instances, one too small',
      `-B INSTANCE-a -b 4 ${WRITE} -B INSTANCE-b -b 1024 ${ISSUE} --compression none`,
      URING,
    ],
    ['stacks', '-B INSTANCE -T -b 1024 -e sched:sched_switch --compression none', READ],
    ['a clock that counts', '-B INSTANCE -C counter -b 1024 -e sched:sched_switch --compression none', READ],
  ])('%s', (_name, args, job) => {
    const { bytes, report } = recordTrace(args, job);
    const ours = printOurs(bytes).split('\n');
    const theirs = correctReport(report).split('\n');
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.length).toBe(theirs.length);
    expect(ours.filter((line, index) => line !== theirs[index])).toEqual([]);
  });
});
