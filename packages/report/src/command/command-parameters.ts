import { FILE_LIMIT, isShort, makeParameters, type Parameters } from '../reproducer/parameters.ts';
import type { CommandReportInput } from './command-report-input.ts';

/** The numbers of a standalone program, or why there is none: a sentence. */
export function chooseCommandParameters({ run, findings }: CommandReportInput): Parameters | string {
  const { class: found, trigger } = findings.verdict;
  if (found === 'unhandled-short-write')
    return 'No standalone program brings a short write about: it takes a file system that is full, or fails.';
  if (found !== 'unhandled-short-read' && found !== 'legal-short-read')
    return 'There is no short read that a standalone program could show.';
  const request = findings.requests.find(isShort);
  if (trigger === null || trigger === 'unknown' || request === undefined || request.result === null)
    return 'No standalone program: what made the kernel return short is not known.';
  const { offset, length, result } = request;
  if (length > FILE_LIMIT)
    return `No standalone program: a read of ${length} bytes is more than one of them takes.`;
  return makeParameters({
    subject: trigger,
    example: { offset, length, result },
    length,
    pageBytes: run.environment.pageBytes,
    fileBytes: undefined,
    operations: 0,
    depth: 16,
    sqpoll: false,
    origin: `From run ${run.id} by ${run.lab.name} ${run.lab.version}.`,
  });
}
