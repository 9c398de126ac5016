import { expect, test } from 'vitest';
import { sampleFindings } from '../testing/sample-findings.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { environmentRows } from './environment.ts';

function row(label: string, missing: string[], dmesg = ''): string | undefined {
  const run = sampleRun();
  run.capture.missing = missing;
  run.testbed.mountOptions = 'rw,noatime,rw,inode64';
  return environmentRows(run, sampleFindings(), dmesg).find(([name]) => name === label)?.[1];
}

test.each([
  [[], '', 'nothing in the interval'],
  [['dmesg: EPERM on /dev/kmsg'], '', 'not read (EPERM on /dev/kmsg)'],
  [[], '[ 1.0] a\n[ 1.1] b\n', '2 lines in the interval, in dmesg.txt'],
  [
    ['dmesg: records were overwritten'],
    '[ 1.0] a\n',
    '1 line in the interval, in dmesg.txt; not whole (records were overwritten)',
  ],
])('the kernel log, %o and %o', (missing, dmesg, words) => {
  expect(row('Kernel log', missing, dmesg)).toBe(words);
});

test('what a trace lacks is told without codes, and the kernel log is no part of it', () => {
  const reasons = ['filemap: no such event', 'E_SYSTEM: cpu1 was gone', 'dmesg: EPERM on /dev/kmsg'];
  expect(row('Trace', reasons)).toMatch(/, nothing lost; it lacks: filemap: no such event; cpu1 was gone$/);
});

test('mount options are told once each', () => {
  expect(row('File system', [])).toBe('xfs on loop device 7:0 (/dev/loop0), rw,noatime,inode64');
});
