import {
  countEvents,
  type StreamCount,
  sumOverrun,
  type Trace,
  type TraceLosses,
} from '@uringlab/trace-parser';

/** What `trace info` tells of a trace; times are in the trace's clock, in strings since they pass 2^53. */
export interface TraceDescription {
  readonly source: Trace['source'];
  readonly recorder: string | null;
  readonly uname: string | null;
  readonly traceId: string | null;
  readonly events: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly duration: string | null;
  readonly instances: readonly {
    readonly name: string;
    readonly clock: string;
    readonly pageSize: number;
    readonly cpus: readonly { readonly cpu: number; readonly events: number }[];
  }[];
  readonly types: readonly { readonly system: string; readonly name: string; readonly events: number }[];
  readonly losses: TraceLosses;
  readonly options: Trace['metadata']['options'];
}

function smallest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce<bigint | null>(
    (least, time) => (least === null || (time !== null && time < least) ? time : least),
    null,
  );
}

function largest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce<bigint | null>(
    (most, time) => (most === null || (time !== null && time > most) ? time : most),
    null,
  );
}

function toText(time: bigint | null): string | null {
  return time === null ? null : String(time);
}

function listInstances(trace: Trace, streams: readonly StreamCount[]): TraceDescription['instances'] {
  return trace.instances.map(({ name, clock, pageSize }) => ({
    name,
    clock,
    pageSize,
    cpus: streams.filter(({ instance }) => instance === name).map(({ cpu, events }) => ({ cpu, events })),
  }));
}

/** As `Trace.losses` has them, without another pass over all pages. */
function sumLosses({ cpuStats }: Trace, streams: readonly StreamCount[]): TraceLosses {
  const sum = (key: 'recordedLost' | 'unknownGaps' | 'skippedBytes') =>
    streams.reduce((total, stream) => total + stream[key], 0);
  return {
    recordedLost: sum('recordedLost'),
    unknownGaps: sum('unknownGaps'),
    skippedBytes: sum('skippedBytes'),
    overrun: sumOverrun(cpuStats),
  };
}

/** Counts everything and sums it up. */
export function describeTrace(trace: Trace): TraceDescription {
  const { types, streams } = countEvents(trace);
  const first = smallest(streams.map((stream) => stream.first));
  const last = largest(streams.map((stream) => stream.last));
  const { recorder, traceId, options } = trace.metadata;
  return {
    source: trace.source,
    recorder,
    uname: trace.uname,
    traceId: traceId === null ? null : `0x${traceId.toString(16)}`,
    events: streams.reduce((sum, { events }) => sum + events, 0),
    first: toText(first),
    last: toText(last),
    duration: first === null || last === null ? null : String(last - first),
    instances: listInstances(trace, streams),
    types: types.map(({ type, events }) => ({ system: type.system, name: type.name, events })),
    losses: sumLosses(trace, streams),
    options,
  };
}
