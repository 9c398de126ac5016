import { readFileSync } from 'node:fs';
import { CommandRunSchema, FindingsSchema, rate } from '@uringlab/schema';
import type { CommandReportInput } from '../command/command-report-input.ts';

function readFixture(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../fixtures/recorded-command/${name}`, import.meta.url), 'utf8'),
  );
}

/** A recorded run: a program that takes a short RWF_NOWAIT read for a full one. A fresh copy each time. */
export function commandReport(): CommandReportInput {
  return {
    run: CommandRunSchema.parse(readFixture('run.json')),
    findings: FindingsSchema.parse(readFixture('findings.json')),
    dmesg: '',
  };
}

/** The same program, had a write been short. */
export function shortWriteReport(): CommandReportInput {
  const input = commandReport();
  Object.assign(input.findings.verdict, {
    class: 'unhandled-short-write',
    title: 'application: unhandled short write',
    trigger: 'unknown',
    sentence:
      'A 64 KiB write came back as 4096 bytes and the application never asked for the other 61440 bytes before it ended: the trace does not show why the kernel returned short.',
  });
  return input;
}

/** The same program, had it asked for the rest. */
export function handledReport(): CommandReportInput {
  const input = commandReport();
  Object.assign(input.findings.verdict, {
    class: 'no-fault-found',
    culprit: 'nobody',
    fault: false,
    title: 'no fault found',
    trigger: null,
    sentence:
      '1 of 2 requests came back short inside a file, the application asked for the rest of each, and no memory was shared in flight.',
    evidence: [],
    alternatives: [],
  });
  input.findings.rate = rate(0, 2);
  for (const invocation of input.run.invocations)
    invocation.shorts = { endOfFile: 0, handled: 1, unhandled: 0, unknown: 0, unjudged: 0 };
  return input;
}

/** The same program without BPF, run three times and interrupted in the last. */
export function unjudgedReport(): CommandReportInput {
  const input = handledReport();
  const [invocation] = input.run.invocations;
  if (invocation === undefined) throw new TypeError('no run was recorded');
  const unjudged = { ...invocation, shorts: null, overlaps: null };
  input.run = {
    ...input.run,
    source: 'events',
    failed: [{ operation: 'READ', result: -11, count: 1 }],
    invocations: [unjudged, unjudged, { ...unjudged, exitCode: null, exitSignal: 2 }],
    interrupted: true,
  };
  input.findings = { ...input.findings, rate: null, requests: [], interpretation: [] };
  Object.assign(input.findings.verdict, {
    class: 'not-enough-evidence',
    fault: null,
    confidence: 'low',
    title: 'not enough evidence',
    sentence:
      'It cannot be told whether short results were handled: the trace events of io_uring have no offset, length and file, so that short results cannot be judged.',
    evidence: [],
  });
  return input;
}
