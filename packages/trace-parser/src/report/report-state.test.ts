import { describe, expect, test } from 'vitest';
import { readFixture } from '../testing/fixtures.ts';
import { openBytes } from '../testing/open-bytes.ts';
import { type FormatReportOptions, formatReport } from './format-report.ts';

const PLUGINS: FormatReportOptions = { plugins: true };
/** Functions are indented below their callers, and scheduler events name threads: what a report learns on its way. */
const FIXTURES = ['handlers.dat.gz', 'uring-xfs-v7.dat.gz'];

describe.each(FIXTURES)('%s', (name) => {
  describe.each([true, false])('WebAssembly: %s', (webAssembly) => {
    const open = () => openBytes(readFixture(name), { webAssembly });

    test('a second report of a trace is as the first', () => {
      const trace = open();
      const first = [...formatReport(trace, PLUGINS)];
      expect([...formatReport(trace, PLUGINS)]).toEqual(first);
    });

    test('two reports that are read by turns are as each alone', () => {
      const alone = [...formatReport(open(), PLUGINS)];
      const trace = open();
      const reports = [0, 1].map(() => ({ report: formatReport(trace, PLUGINS), lines: [] as string[] }));
      for (let at = 0; at < alone.length; at++) {
        for (const { report, lines } of reports) {
          const { value } = report.next();
          if (value !== undefined) lines.push(value);
        }
      }
      for (const { lines } of reports) expect(lines).toEqual(alone);
    });
  });
});
