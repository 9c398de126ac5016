import { describe, expect, test } from 'vitest';
import { decodeLatin1 } from '../bytes/latin1.ts';
import { TextOutput } from '../bytes/text-output.ts';
import { readFixture, writeFixture } from '../testing/fixtures.ts';
import { createHandlerTrace } from '../testing/handler-trace.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { printReport, printWithTraceCmd, REPORT_STYLES } from '../testing/report-styles.ts';

const bytes = createHandlerTrace();
const installed = REPORT_STYLES.map((style) => printWithTraceCmd(bytes, style));
if (installed[0] === undefined)
  console.warn('handlers.test: trace-cmd is not installed, only its kept texts are compared');

if (process.env.UPDATE_FIXTURES === '1') {
  writeFixture('handlers.dat.gz', bytes);
  for (const [index, { name }] of REPORT_STYLES.entries())
    writeFixture(`handlers-${name}.txt.gz`, installed[index] ?? '');
}

/** Lines only trace-cmd prints, and lines only we print. */
function compareLines(theirs: string, ours: string): string {
  const [their, our] = [theirs.split('\n'), ours.split('\n')];
  const [theirSet, ourSet] = [new Set(their), new Set(our)];
  return [
    ...their.filter((line) => !ourSet.has(line)).map((line) => `- ${line}`),
    ...our.filter((line) => !theirSet.has(line)).map((line) => `+ ${line}`),
    '',
  ].join('\n');
}

describe.each(REPORT_STYLES)('events of all handlers, $name', (style) => {
  test('print what trace-cmd prints, but for the differences that are listed', () => {
    const theirs = decodeLatin1(readFixture(`handlers-${style.name}.txt.gz`));
    const ours = printReport(readFixture('handlers.dat.gz'), style);
    const differences = compareLines(theirs, ours);
    const name = `handlers-${style.name}-differences.txt.gz`;
    if (process.env.UPDATE_FIXTURES === '1') writeFixture(name, differences);
    expect(differences).toBe(decodeLatin1(readFixture(name)));
    expect(ours.split('\n').length).toBeGreaterThan(150);
  });

  test.skipIf(installed[0] === undefined)('print the same with the installed trace-cmd', () => {
    expect(decodeLatin1(readFixture('handlers.dat.gz'))).toBe(decodeLatin1(bytes));
    // What lies behind short records and open arrays is whatever the page holds; the rest is the same.
    expect(printWithTraceCmd(bytes, style)).toBe(decodeLatin1(readFixture(`handlers-${style.name}.txt.gz`)));
  });

  test('records of every length are printed without reading outside of them', () => {
    const trace = openBytes(bytes);
    for (const type of trace.types) {
      const writeInfo = type.info(style);
      for (let size = 0; size <= type.format.fixedSize + 24; size++) {
        const out = new TextOutput(16);
        const payload = Uint8Array.from({ length: size }, (_, index) => (index * 151 + size) & 255);
        writeInfo(new DataView(payload.buffer), 0, size, out);
        expect(out.length).toBeLessThanOrEqual(out.bytes.length);
      }
    }
  });
});
