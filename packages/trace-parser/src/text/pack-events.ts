import { TextOutput } from '../bytes/text-output.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import { EventLine } from './scan/event-line.ts';
import { TextBatch } from './text-batch.ts';
import type { TextEvent } from './text-event.ts';
import { encode, type TextNames } from './text-names.ts';
import { TextRows } from './text-rows.ts';
import { TextSelection } from './text-selection.ts';

/** Events that were found one by one, as a batch. */
export function packEvents(
  events: readonly TextEvent[],
  names: TextNames,
  selection: EventSelection,
): TextBatch {
  const rows = new TextRows();
  const out = new TextOutput();
  const wanted = new TextSelection(selection, names);
  const line = new EventLine();
  for (const event of events) {
    const name = encode(event.name);
    const type = names.findType(name, 0, name.length).index;
    const instance = names.plainInstance();
    line.cpu = event.cpu;
    line.billions = Number(event.timestamp / 1_000_000_000n);
    line.units = Number(event.timestamp % 1_000_000_000n);
    if (!wanted.has(type, instance, line)) continue;
    const row = rows.add();
    rows.setTime(row, line.billions, line.units);
    rows.cpus[row] = event.cpu;
    rows.pids[row] = event.pid;
    rows.types[row] = type;
    rows.instances[row] = instance;
    rows.lost[row] = event.lostBefore;
    rows.commStarts[row] = out.length;
    out.text(event.comm);
    rows.commEnds[row] = out.length;
    rows.infoStarts[row] = out.length;
    out.text(event.info());
    rows.infoEnds[row] = out.length;
  }
  return new TextBatch(rows, out.bytes, names);
}
