/*
 * Field numbers of Perfetto's trace format (protos/perfetto/trace; the messages are in fixtures/perfetto.proto, against which the tests
 * decode).
 */

export const TRACE = { packet: 1 } as const;

export const PACKET = {
  ftraceEvents: 1,
  timestamp: 8,
  sequenceId: 10,
  trackEvent: 11,
  sequenceFlags: 13,
  trackDescriptor: 60,
  firstOnSequence: 87,
} as const;

/** The packet begins a sequence whose state refers to nothing before. */
export const INCREMENTAL_STATE_CLEARED = 1;

export const BUNDLE = { cpu: 1, event: 2, lostEvents: 3 } as const;

export const FTRACE_EVENT = { timestamp: 1, pid: 2, generic: 327 } as const;

export const GENERIC = { name: 1, field: 2 } as const;

export const GENERIC_FIELD = { name: 1, text: 3, signed: 4, unsigned: 5 } as const;

export const TRACK = { uuid: 1, name: 2, thread: 4, parent: 5 } as const;

export const THREAD = { pid: 1, tid: 2, name: 5 } as const;

export const TRACK_EVENT = {
  annotation: 4,
  type: 9,
  track: 11,
  category: 22,
  name: 23,
  flow: 47,
  terminatingFlow: 48,
} as const;

export const TRACK_EVENT_TYPE = { begin: 1, end: 2, instant: 3 } as const;

export const ANNOTATION = { name: 10, unsigned: 3, signed: 4, text: 6 } as const;
