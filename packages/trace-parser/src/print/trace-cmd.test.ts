import { describe, expect, test } from 'vitest';
import { parseEventFormat } from '../format/event-format.ts';
import { formatReport } from '../report/format-report.ts';
import { readFixture } from '../testing/fixtures.ts';
import { writeFormatRecords } from '../testing/format-records.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { recordTrace, reportWithTraceCmd, runShell, whyNotRecord } from '../testing/record.ts';

/** Small enough for lengths and shifts of the kernel's own formats, and 0, where flags are absent. */
const VALUES = [0, 1, 2, 5];

/** Events that do not print as trace-cmd prints them, by the cause that docs/trace-differences.md gives. */
const DIFFERENCES: Record<string, string[]> = JSON.parse(
  Buffer.from(readFixture('print-differences.json')).toString(),
);
const { signs = [], ...others } = DIFFERENCES;
const known = Object.values(others).flat();

const why = whyNotRecord();
if (why !== '') console.warn(`trace-cmd.test: skipped what records: ${why}`);
const installed = runShell('command -v trace-cmd').status === 0;
if (!installed) console.warn('trace-cmd.test: skipped: trace-cmd is not installed');

function loadFormats(): string[] {
  const text = Buffer.from(readFixture('event-formats-6.18.txt.gz')).toString('latin1');
  // trace-cmd has code of its own for the tracers' records.
  return text.split(/(?=^name: )/m).filter((format) => (parseEventFormat(format, 'lab', 8)?.id ?? 0) > 40);
}

/** Reports begin with a line of their own, and infos may hold line breaks: split where an event begins. */
function splitEvents(report: string): string[] {
  return report
    .trimEnd()
    .split(/\n(?= {12}init-1 )/)
    .slice(1);
}

function printLines(bytes: Uint8Array): string[] {
  return `${[...formatReport(openBytes(bytes), { nanoseconds: true })].join('\n')}\n`.split('\n');
}

/** Numbers below 0 without a name are hexadecimal by their own width there; `%.*s` with a length below 0 is printed as it stands. */
function isSame(ours: string, theirs = ''): boolean {
  if (ours === theirs) return true;
  const shorten = (line: string) => line.replace(/\b0xffffffff(?=[89a-f][0-9a-f]{7}\b)/g, '0x');
  return shorten(ours) === shorten(theirs).replaceAll('%.*s', 'abc');
}

describe.skipIf(!installed)('records of the formats of a 6.18 kernel', () => {
  const formats = loadFormats();

  /** Names of the events of which a record with one of the values prints otherwise. */
  function findDiffering(values: readonly number[]): string[] {
    const bytes = writeFormatRecords(formats, values);
    const ours = splitEvents(printLines(bytes).join('\n'));
    const theirs = splitEvents(reportWithTraceCmd(bytes));
    expect(ours).toHaveLength(formats.length * values.length);
    expect(theirs).toHaveLength(ours.length);
    const differing = new Set<string>();
    for (const [index, line] of ours.entries()) {
      const format = formats[Math.floor(index / values.length)] ?? '';
      if (!isSame(line, theirs[index])) differing.add(/^name: (\S+)/.exec(format)?.[1] ?? '');
    }
    return [...differing].sort();
  }

  test('print what trace-cmd prints, save for the events whose differences are listed', () => {
    expect(findDiffering(VALUES)).toEqual(known.sort());
  });

  test('with numbers below 0 print what trace-cmd prints, save for the events that are listed for their signs', () => {
    expect(findDiffering([-1]).filter((name) => !known.includes(name))).toEqual(signs);
  });
});

describe.skipIf(why !== '')('a recording of all events', () => {
  test('prints what trace-cmd prints, save for the events whose differences are listed', () => {
    const job =
      'dd if=/dev/urandom of=$MNT/f bs=64k count=16 conv=fsync status=none; find /usr/lib > /dev/null';
    const { bytes, report } = recordTrace('-B INSTANCE -b 256 -e all --compression none', job);
    const ours = printLines(bytes);
    const theirs = report.split('\n');
    expect(ours).toHaveLength(theirs.length);
    const differing = new Set<string>();
    for (const [index, line] of ours.entries()) {
      if (!isSame(line, theirs[index])) differing.add(/\] +[\d.]+: (\S+):/.exec(line)?.[1] ?? line);
    }
    expect([...differing].filter((name) => !known.includes(name) && !signs.includes(name))).toEqual([]);
    expect(differing.has('timer_start')).toBe(true);
  }, 60_000);
});
