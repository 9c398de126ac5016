import { formatHex, type ShortFinding } from '@uringlab/schema';
import { fileOf } from './request-subject.ts';

const ENDS: Readonly<Record<NonNullable<ShortFinding['end']>, string>> = {
  'buffer-reused': 'used the buffer for something else',
  'buffer-freed': 'freed the buffer',
  'file-closed': 'closed the file',
  executed: 'executed another program',
  'process-ended': 'ended',
  'session-ended': 'was watched no longer',
  lost: 'did what the lost records do not tell',
};

/** Goes on from `the application`: `never asked for the other 61440 before it closed the file`. */
export function describeNeglect({ end, missing, wrong_offset: wrong }: ShortFinding): string {
  const before = end === undefined ? '' : ` before it ${ENDS[end]}`;
  if (wrong !== undefined)
    return `asked for the other ${missing} bytes at the wrong offset, ${wrong}, and not at their own${before}`;
  return `never asked for the other ${missing} bytes${before}`;
}

/** Who asked for what, where, and what came: a line of evidence. */
export function describeRequest({ request, asked, offset, missing, nowait }: ShortFinding): string {
  const order = request.order === undefined ? 'a request' : `request ${request.order}`;
  return (
    `${order} of thread ${request.tid}: ${request.op} of ${asked} bytes at ${formatHex(offset)} of ${fileOf(request)}` +
    `${nowait ? ' with RWF_NOWAIT' : ''}: res = ${request.result ?? asked - missing}, ${missing} bytes missing`
  );
}

/** What came next; undefined when it was not kept. */
export function describeFollower(finding: ShortFinding): string | undefined {
  const { followed_by_request: next, followed_by_call: call } = finding;
  if (call !== undefined) return `what followed: ${call.call}() of thread ${call.tid}`;
  if (next === undefined) return undefined;
  const order = next.order === undefined ? '' : ` (request ${next.order})`;
  return `what followed: ${next.op}${order} of thread ${next.tid}`;
}
