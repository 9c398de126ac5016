/** The records that appeared in the kernel log while it was followed. */
export interface KernelLogInterval {
  /** One record a line, as dmesg(1) shows them: `[ 1234.567890] text`. The clock is printk's, not the trace's. */
  text: string;
  /** Why it is not all: records that were overwritten, or no right to read the log. */
  missing: string[];
}

/** Why an interval is not all. */
export const OVERWRITTEN = 'dmesg: records were overwritten before they were read';

/** `priority,sequence,microseconds,flags;text`, then lines ` KEY=value` (Documentation/ABI/testing/dev-kmsg). */
export function formatRecord(record: string): string {
  const [, microseconds = '0', text = ''] = /^\d+,\d+,(\d+),[^;]*;([^\n]*)/.exec(record) ?? [];
  const seconds = microseconds.padStart(7, '0').replace(/(\d{6})$/, '.$1');
  return `[${seconds.padStart(12)}] ${text}\n`;
}
