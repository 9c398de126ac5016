import { describe, expect, test } from 'vitest';
import { recordTrace, whyNotRecord } from '../testing/record.ts';
import { printReport, printWithTraceCmd, REPORT_STYLES } from '../testing/report-styles.ts';

const why = whyNotRecord();
if (why !== '') console.warn(`fresh.test: skipped what records: ${why}`);

const EVENTS =
  '-e sched -e kmem:kmalloc -e kmem:kfree -e timer:hrtimer_start -e timer:hrtimer_expire_entry -e tlb';
const JOB =
  'echo "hello world" > /sys/kernel/tracing/trace_marker; dd if=/dev/zero of=$MNT/f bs=4k count=50 conv=fsync status=none';

/** Lines that say what lies behind a record, see docs/trace-differences.md. */
function withoutStacks(report: string): string[] {
  return report.split('\n').filter((line) => !line.includes(' kernel_stack: '));
}

describe.skipIf(why !== '')('a fresh recording with stacks', () => {
  const bytes =
    why === '' ? recordTrace(`-T -b 1024 ${EVENTS} --compression none`, JOB).bytes : new Uint8Array();

  test.each(REPORT_STYLES)('prints what trace-cmd prints, $name', (style) => {
    const [theirs, ours] = [printWithTraceCmd(bytes, style) ?? '', printReport(bytes, style)];
    expect(ours.length).toBeGreaterThan(10_000);
    if (style.raw) expect(withoutStacks(ours)).toEqual(withoutStacks(theirs));
    else expect(ours).toBe(theirs);
  });
});
