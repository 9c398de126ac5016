import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryTrace } from '../binary-trace.ts';
import { decodeLatin1 } from '../bytes/latin1.ts';
import { createReportInput, writeHead } from '../report/report-input.ts';
import { PLAIN_REPORT } from '../report/report-style.ts';
import { writeReport } from '../report/write-report.ts';
import { openBytes } from './open-bytes.ts';

/** What decides between handlers, print formats and raw fields. */
export const REPORT_STYLES = [
  { name: 'plugins', option: '', plugins: true, raw: false },
  { name: 'print-formats', option: '-N', plugins: false, raw: false },
  { name: 'fields', option: '-R', plugins: true, raw: true },
] as const;

type Style = (typeof REPORT_STYLES)[number];

/** Our report of a trace.dat. */
export function printReport(bytes: Uint8Array, { plugins, raw }: Style): string {
  const trace = openBytes(bytes);
  if (!(trace instanceof BinaryTrace)) throw new Error('this is no trace.dat');
  const input = createReportInput({ trace, label: '', timeOffset: 0n, rawTime: false });
  let text = writeHead([input]);
  for (const piece of writeReport(input, { style: { ...PLAIN_REPORT, plugins, raw }, selection: {} }))
    text += decodeLatin1(piece);
  return text;
}

/** What `trace-cmd report` prints for it; undefined where trace-cmd is not installed. */
export function printWithTraceCmd(bytes: Uint8Array, { option }: Style): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
  try {
    const file = join(directory, 'trace.dat');
    writeFileSync(file, bytes);
    const { error, stdout } = spawnSync('trace-cmd', ['report', ...(option === '' ? [] : [option]), file], {
      encoding: 'latin1',
      maxBuffer: 1 << 30,
    });
    return error === undefined ? stdout : undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
