import type { TraceEvent } from '@uringlab/trace-parser';
import { expect, test } from 'vitest';
import type { EventRequest } from './event-request.ts';
import { EventPairing } from './pair-events.ts';

/** A submission as 5.10 tells it: the number of the operation, and no name. */
function submission(opcode: number): TraceEvent {
  const fields: Record<string, bigint> = { ctx: 1n, opcode: BigInt(opcode), user_data: 7n };
  return {
    name: 'io_uring_submit_sqe',
    timestamp: 1n,
    pid: 4518,
    field: (name: string) => fields[name],
  } as unknown as TraceEvent;
}

test.each([
  [22, 'READ'],
  [62, 'PIPE'],
  [99, 'OP_99'],
])('operation %i without a name in its event is %s', (opcode, name) => {
  const told: EventRequest[] = [];
  const pairing = new EventPairing({ has: () => true, follow: () => {} } as never, (request) =>
    told.push(request),
  );
  pairing.take(submission(opcode));
  pairing.finish();
  expect(told).toMatchObject([{ opcode: name, thread: 4518, userData: 7n, completion: undefined }]);
});
