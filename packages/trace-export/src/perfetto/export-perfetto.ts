import type { EventSelection, Trace } from '@uringlab/trace-parser';
import { CommNames } from '../rows/comm-names.ts';
import { locateRows } from '../rows/locate-rows.ts';
import type { Sink } from '../sink.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { SliceBuilder } from './slice-builder.ts';
import { TrackWriter } from './track-writer.ts';
import { writeBundles } from './write-bundles.ts';

/** Sequences of packets: the tracks, and the events as they were recorded. */
const TRACKS = 1;
const EVENTS = 2;

/**
 * Writes a trace for ui.perfetto.dev: every event as an ftrace event, with Perfetto's own message where it has one and all fields
 * otherwise; io_uring requests, readahead and bios as slices besides, with flows from the thread that starts them to where they end.
 * All times are those of the trace's clock.
 */
export async function exportPerfetto(trace: Trace, sink: Sink, selection?: EventSelection): Promise<void> {
  const writer = new ProtobufWriter();
  const comms = new CommNames(trace);
  const slices = new SliceBuilder(new TrackWriter(writer, TRACKS), comms);
  for (const batch of trace.batches(selection)) {
    const rows = locateRows(batch);
    writeBundles(batch, rows, EVENTS, writer);
    slices.add(batch, rows.tables);
    await sink.write(writer.take());
  }
  slices.finish();
  await sink.write(writer.take());
}
