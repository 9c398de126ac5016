import type { Rule } from '../rules/rule.ts';
import { failedReads } from './failed-reads.ts';
import { ioError } from './io-error.ts';
import { legalShortRead } from './legal-short-read.ts';
import { misplacedData } from './misplaced-data.ts';
import { noFaultFound } from './no-fault-found.ts';
import { shortRead } from './short-read.ts';
import type { TraceCase } from './trace-case.ts';

/** What can be said of a trace without the run it belongs to. */
export const TRACE_RULES: readonly Rule<TraceCase>[] = [
  failedReads,
  shortRead,
  misplacedData,
  ioError,
  legalShortRead,
  noFaultFound,
];
