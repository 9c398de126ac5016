import type { Evidence, RequestLife } from '@uringlab/schema';

/** What block/blk-core.c and fs/buffer.c print when a bio fails. */
const KERNEL_LOG_IO_ERROR =
  /\b(?:I\/O error|Buffer I\/O error|critical (?:medium|target|nexus|space allocation) error)\b/;

/** Failed bios, as the trace and the kernel log show them; at most four of each. */
export function findIoErrors(dmesg: string, lives: readonly RequestLife[]): Evidence[] {
  const steps = lives
    .flatMap((life) => life.steps)
    .filter((step) => step.kind === 'bio-completed' && / with -E/.test(step.text))
    .flatMap((step) => step.line ?? []);
  const log = dmesg.split('\n').filter((line) => KERNEL_LOG_IO_ERROR.test(line));
  return [
    ...steps.slice(0, 4).map((text): Evidence => ({ source: 'trace', text })),
    ...log.slice(0, 4).map((text): Evidence => ({ source: 'dmesg', text })),
  ];
}
