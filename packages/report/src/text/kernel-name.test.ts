import type { Guest } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { sampleFindings } from '../testing/sample-findings.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { kernelName } from './kernel-name.ts';
import { opening } from './summary.ts';

const GUEST = {
  name: 'lab-5.10',
  accelerator: 'tcg' as const,
  acceleratorReason: 'the definition asks for TCG',
  qemuVersion: '7.2.22',
  argv: ['qemu-system-x86_64'],
  bootMs: 5700,
} satisfies Omit<Guest, 'kernelSource'>;

const LAB = {
  release: '5.10.223',
  ringParameters: { lab_no_short_retry: 'Y' },
  vm: {
    ...GUEST,
    kernelSource: 'linux-source-5.10 5.10.223-1 (sha256 f733d27d239d) + 5.10-no-short-retry.patch',
  },
};

test('a kernel that the lab patched is never called by its release alone', () => {
  const name = '5.10.223 patched for the lab (5.10-no-short-retry.patch) with io_uring.lab_no_short_retry=Y';
  expect(kernelName(LAB)).toBe(name);
  const run = sampleRun();
  run.environment = { ...run.environment, ...LAB };
  expect(opening(run, sampleFindings())).toContain(` on Linux ${name} (x86_64, xfs): `);
});

test('any other kernel is', () => {
  const kernelSource = 'linux-image-6.1.0-50-amd64 6.1.176-1 (sha256 7b5597492a0a)';
  expect(kernelName({ release: '6.1.0-50-amd64', vm: { ...GUEST, kernelSource } })).toBe('6.1.0-50-amd64');
  expect(kernelName({ release: '6.18.0' })).toBe('6.18.0');
});
