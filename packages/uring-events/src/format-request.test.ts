import { expect, test } from 'vitest';
import type { EventRequest } from './event-request.ts';
import { describeRequest, formatRequest } from './format-request.ts';

const REQUEST: EventRequest = {
  thread: 4518,
  opcode: 'READ',
  userData: 0xffffffffffffffffn,
  sqeFlags: 0,
  byPollThread: false,
  punted: false,
  submitted: 52_806_976_000n,
  completion: { at: 52_807_841_500n, result: 4096, cqeFlags: 0 },
};

test.each<[Partial<EventRequest>, string]>([
  [{}, '[4518] 0.806976 READ(?, user_data=0xffffffffffffffff) = 4096 <866us>'],
  [
    { opcode: 'OP_22', userData: 1n, sqeFlags: 0b101, punted: true },
    '[4518] 0.806976 OP_22(?, user_data=0x1) = 4096 <866us> [fixed-file] [link] [iowq]',
  ],
  [
    { userData: 1n, byPollThread: true, completion: { at: 52_806_976_000n, result: -11, cqeFlags: 2 } },
    '[4518] 0.806976 READ(?, user_data=0x1) = -EAGAIN <0us> [sqpoll] [more]',
  ],
  [
    { userData: 1n, completion: { at: 54_046_976_000n, result: 0, cqeFlags: 0 } },
    '[4518] 0.806976 READ(?, user_data=0x1) = 0 <1.24s>',
  ],
  [{ userData: 1n, completion: undefined }, '[4518] 0.806976 READ(?, user_data=0x1) = ? <unfinished>'],
])('a line: %#', (change, line) => {
  expect(formatRequest({ ...REQUEST, ...change }, 52_000_000_000n)).toBe(line);
});

test('an object keeps every bit of user_data', () => {
  expect(JSON.parse(JSON.stringify(describeRequest(REQUEST)))).toEqual({
    type: 'request',
    source: 'events',
    time_ns: 52_806_976_000,
    submitted_ns: 52_806_976_000,
    completed_ns: 52_807_841_500,
    latency_ns: 865_500,
    tid: 4518,
    op: 'READ',
    user_data: '0xffffffffffffffff',
    result: 4096,
    cqe_flags: 0,
  });
});
