import type { EventSelection, Trace } from '@uringlab/trace-parser';
import { CommNames } from '../rows/comm-names.ts';
import { locateRows } from '../rows/locate-rows.ts';
import type { Sink } from '../sink.ts';
import { quote } from './quote.ts';
import { compileCell } from './write-cell.ts';

/**
 * Writes one JSON object to a line and event: `ns` (nanoseconds of the trace's clock, as a string, since they pass 2^53), `cpu`, `pid`,
 * `comm`, `system`, `name`, `instance`, `lost` (events lost just before; -1 for an unknown count) and `fields`. Integers are numbers up
 * to 2^53 and strings beyond; text has one character to a byte; the output is ASCII.
 */
export async function exportJsonLines(trace: Trace, sink: Sink, selection?: EventSelection): Promise<void> {
  const comms = new CommNames(trace);
  const encoder = new TextEncoder();
  const quoted = new Map<string, string>();
  const quoteName = (text: string): string => {
    let known = quoted.get(text);
    if (known === undefined) {
      known = quote(text);
      if (quoted.size < NAME_LIMIT) quoted.set(text, known);
    }
    return known;
  };
  for (const batch of trace.batches(selection)) {
    const { tables, tableOf, rowOf } = locateRows(batch);
    const writers = tables.map(({ type, columns }) => {
      const head = `,"system":${quote(type.system)},"name":${quote(type.name)},"instance":`;
      const cells = columns.map((column, index) => compileCell(column, index === 0 ? '' : ','));
      return { head, cells };
    });
    const instances = trace.instances.map(({ name }) => quote(name));
    let text = '';
    for (let row = 0; row < batch.length; row++) {
      const { head, cells } = writers[tableOf[row] as number] as (typeof writers)[number];
      const at = rowOf[row] as number;
      text += `{"ns":"${batch.timestamps[row]}","cpu":${batch.cpus[row]},"pid":${batch.pids[row]},"comm":`;
      text += quoteName(comms.find(batch, row)) + head + (instances[batch.instances[row] as number] ?? '""');
      text += `,"lost":${batch.lost[row]},"fields":{`;
      for (const cell of cells) text += cell(at);
      text += '}}\n';
      if (text.length > FLUSH_LENGTH) {
        await sink.write(encoder.encode(text));
        text = '';
      }
    }
    if (text !== '') await sink.write(encoder.encode(text));
  }
}

const FLUSH_LENGTH = 256 * 1024;
const NAME_LIMIT = 10_000;
