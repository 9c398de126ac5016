import type { EventSelection } from '../columns/event-batch.ts';
import type { EventType } from '../event/event-type.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { findPageAt } from '../ring/page-times.ts';
import type { PageRange } from '../ring/ring-cursor.ts';

/** Which types a selection has, 1 or 0 for each; undefined for all. */
export function selectTypes(types: readonly EventType[], { names }: EventSelection): Uint8Array | undefined {
  if (names === undefined) return undefined;
  const wanted = new Set(names);
  return Uint8Array.from(types, ({ system, name }) =>
    wanted.has(name) || wanted.has(`${system}:${name}`) ? 1 : 0,
  );
}

/** The streams that a selection has something of. */
export function selectStreams(streams: readonly CpuStream[], selection: EventSelection): CpuStream[] {
  const cpus = selection.cpus && new Set(selection.cpus);
  const instances = selection.instances && new Set(selection.instances);
  return streams.filter(
    ({ cpu, instance }) => (cpus?.has(cpu) ?? true) && (instances?.has(instance) ?? true),
  );
}

/** Pages of a stream that can hold what a selection by time asks for: the page before the first that begins at `from` does, too. */
export function selectPages(stream: CpuStream, { from, to }: EventSelection): PageRange {
  const first = from === undefined ? 0 : Math.max(0, findPageAt(stream, from) - 1);
  const end = to === undefined ? stream.pages.count : findPageAt(stream, to);
  return { first, end };
}
