import { BATCH_LIMIT, CursorRows } from '../columns/batch-rows.ts';
import { type BatchContext, BinaryBatch } from '../columns/binary-batch.ts';
import type { EventBatch, EventSelection } from '../columns/event-batch.ts';
import { BatchWalker } from '../wasm/batch-walker.ts';
import { RecordReader, type RecordSource } from './record-reader.ts';

/**
 * Reads a selection batch by batch, by WebAssembly where that can be had. A batch ends where a stream has left its window: what came before
 * stays in memory until the stream has left the next one, too.
 */
export function readBatches(
  source: RecordSource,
  context: BatchContext,
  selection: EventSelection,
  webAssembly: boolean,
): Generator<EventBatch, void, undefined> {
  const walker = webAssembly ? BatchWalker.open(source, selection) : undefined;
  return walker === undefined ? readByCursors(source, context, selection) : readByWalker(walker, context);
}

function* readByWalker(walker: BatchWalker, context: BatchContext): Generator<EventBatch, void, undefined> {
  while (walker.fill()) {
    yield new BinaryBatch(walker, walker.streams, context);
    walker.clear();
  }
  if (walker.length > 0) yield new BinaryBatch(walker, walker.streams, context);
}

function* readByCursors(
  source: RecordSource,
  context: BatchContext,
  selection: EventSelection,
): Generator<EventBatch, void, undefined> {
  const { types } = source;
  const reader = new RecordReader(source, selection, { keep: false });
  const rows = new CursorRows(reader.streams.length, reader.arena ?? new ArrayBuffer(0));
  for (let cursor = reader.next(); cursor !== undefined; cursor = reader.next()) {
    const pid = types.pid(cursor.view, cursor.payload, cursor.size);
    rows.add(cursor, reader.type.index, pid, reader.lost);
    if (rows.length === BATCH_LIMIT || reader.hasLeftWindow(cursor)) {
      yield new BinaryBatch(rows, reader.streams, context);
      rows.clear();
      reader.markWindows();
    }
  }
  if (rows.length > 0) yield new BinaryBatch(rows, reader.streams, context);
}
