import { closeSync, openSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KernelLog } from './kernel-log.ts';

const root = process.getuid?.() === 0;
if (!root) console.warn('kernel-log: skipped, writing to /dev/kmsg needs root');

/** The descriptors of this process that are open on the kernel log. */
function descriptors(): number[] {
  const open = readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === '/dev/kmsg';
    } catch {
      return false; // the one that lists the others
    }
  });
  return open.map(Number);
}

test.skipIf(!root)('holds what appeared meanwhile, and nothing else', () => {
  const name = `uringlab-test-${process.pid}`;
  writeFileSync('/dev/kmsg', `${name} before\n`);
  const log = KernelLog.start();
  writeFileSync('/dev/kmsg', `<4>${name} one; two, three\n`);
  writeFileSync('/dev/kmsg', `${name} tab\there\n`);
  const { text, missing } = log.stop();
  writeFileSync('/dev/kmsg', `${name} after\n`);
  const lines = text.split('\n').filter((line) => line.includes(name));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(new RegExp(`^\\[ *\\d+\\.\\d{6}\\] ${name} one; two, three$`));
  expect(lines[1]).toContain('tab\\x09here');
  expect(missing).toEqual([]);
});

test.skipIf(!root)('a second stop() says the same', () => {
  const log = KernelLog.start();
  writeFileSync('/dev/kmsg', `uringlab-test-${process.pid} once\n`);
  const interval = log.stop();
  expect(descriptors()).toEqual([]);
  expect(interval.text).toContain('once');
  expect(log.stop()).toBe(interval);
});

test.skipIf(!root)('a read that fails is told, and the descriptor is closed', () => {
  const log = KernelLog.start();
  const [descriptor = -1] = descriptors();
  // A directory in its place: read(2) says EISDIR.
  closeSync(descriptor);
  expect(openSync('/', 'r')).toBe(descriptor);
  expect(log.stop()).toEqual({ text: '', missing: ['dmesg: EISDIR on /dev/kmsg'] });
  expect(() => closeSync(descriptor)).toThrow('EBADF');
});
