import type { EventBatch } from '@uringlab/trace-parser';
import type { RowLocations } from '../rows/locate-rows.ts';
import { compileEvent } from './compile-event.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';
import { BUNDLE, FTRACE_EVENT, PACKET, TRACE } from './schema.ts';

/** A bundle is to stay well below the 256 MiB its length has room for. */
const LARGEST_BUNDLE = 4 * 1024 * 1024;

/** CPUs are numbered below this. */
const CPU_LIMIT = 2 ** 32;

/** The rows of a batch by ring buffer, that is by instance and CPU. */
function groupByBuffer(batch: EventBatch): number[][] {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < batch.length; row++) {
    const key = (batch.instances[row] as number) * CPU_LIMIT + (batch.cpus[row] as number);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return [...groups.values()];
}

/**
 * Writes a batch as FtraceEventBundle packets, each of one ring buffer. Events after a loss begin a bundle that says so: Perfetto has no
 * place for how many were lost.
 */
export function writeBundles(
  batch: EventBatch,
  { tables, tableOf, rowOf }: RowLocations,
  sequence: number,
  writer: ProtobufWriter,
): void {
  const events = tables.map(compileEvent);
  const times = new Uint32Array(
    batch.timestamps.buffer,
    batch.timestamps.byteOffset,
    batch.timestamps.length * 2,
  );
  for (const rows of groupByBuffer(batch)) {
    let packet = 0;
    let bundle = 0;
    const close = (): void => {
      if (packet === 0) return;
      writer.end(bundle);
      writer.end(packet);
      packet = 0;
    };
    for (const row of rows) {
      const lost = batch.lost[row] !== 0;
      if (packet === 0 || lost || writer.length - bundle > LARGEST_BUNDLE) {
        close();
        packet = writer.begin(TRACE.packet);
        writer.unsigned(PACKET.sequenceId, sequence);
        bundle = writer.begin(PACKET.ftraceEvents);
        writer.unsigned(BUNDLE.cpu, batch.cpus[row] as number);
        if (lost) writer.unsigned(BUNDLE.lostEvents, 1);
      }
      const event = writer.begin(BUNDLE.event);
      writer.words(FTRACE_EVENT.timestamp, times[row * 2] as number, times[row * 2 + 1] as number);
      writer.unsigned(FTRACE_EVENT.pid, (batch.pids[row] as number) >>> 0);
      events[tableOf[row] as number]?.(writer, rowOf[row] as number);
      writer.end(event);
    }
    close();
  }
}
