import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KernelLog } from './kernel-log.ts';

const root = process.getuid?.() === 0;
if (!root) console.warn('kernel-log: skipped, writing to /dev/kmsg needs root');

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
