import { basename } from 'node:path';
import type { Evidence, RequestLife } from '@uringlab/schema';
import type { CaseFile } from '../case-file.ts';

/** What block/blk-core.c (blk_print_req_error) and fs/buffer.c print when a bio fails, with the name of the disk. */
export const KERNEL_LOG_IO_ERROR =
  /\b(?:I\/O|critical (?:medium|target|nexus|space allocation)|timeout|protection|recoverable transport|operation not supported|resource) error(?:,| on) dev(?:ice)? ([\w!-]+)/;

/** A partition is named after its disk: the log of `sda` is that of `/dev/sda1` too. */
function isOfDevice(line: string, device: string): boolean {
  const disk = KERNEL_LOG_IO_ERROR.exec(line)?.[1];
  return disk !== undefined && basename(device).startsWith(disk);
}

/** Failed bios of the requests, as their trace shows them; at most four. */
export function findFailedBios(lives: readonly RequestLife[]): Evidence[] {
  const steps = lives.flatMap((life) => life.steps).filter((step) => step.error !== undefined);
  return steps.slice(0, 4).map((step) => ({ source: 'trace', text: step.line ?? step.text }));
}

/** Failed bios of the run's device, as the trace of the requests and the kernel log show them; at most four of each. */
export function findIoErrors({ dmesg, lives, run }: Pick<CaseFile, 'dmesg' | 'lives' | 'run'>): Evidence[] {
  const log = dmesg.split('\n').filter((line) => isOfDevice(line, run.testbed.device.path ?? ''));
  return [...findFailedBios(lives), ...log.slice(0, 4).map((text): Evidence => ({ source: 'dmesg', text }))];
}
