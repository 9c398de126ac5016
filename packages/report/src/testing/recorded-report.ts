import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeOps, FindingsSchema, parseMismatches, RunSchema } from '@uringlab/schema';
import type { ReportInput } from '../report-input.ts';

/** A run that `scripts/record-report.mjs` kept. */
export function recordedReport(name: string): ReportInput {
  const path = new URL(`../../fixtures/recorded/${name}.json.gz`, import.meta.url);
  const recorded = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
  return {
    run: RunSchema.parse(recorded.run),
    findings: FindingsSchema.parse(recorded.findings),
    mismatches: parseMismatches(recorded.mismatches),
    ops: decodeOps(Buffer.from(recorded.ops, 'base64')),
    dmesg: recorded.dmesg,
  };
}
