import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { EventTable } from './event-batch.ts';
import { groupByType } from './group-by-type.ts';
import type { RecordArena, RecordRows } from './record-rows.ts';

/** Records of any types: as `RecordRows`, with the type of each. */
interface MixedRows {
  readonly length: number;
  readonly types: Uint32Array;
  readonly arena: RecordArena;
  readonly starts: Uint32Array;
  readonly sizes: Uint32Array;
}

/** Decodes records into a table for each type that occurs, field after field. */
export function readTables(records: MixedRows, types: readonly BinaryEventType[]): EventTable[] {
  const occurring = records.types.subarray(0, records.length);
  return groupByType(occurring, types.length).map(({ type: index, rows }) => {
    const type = types[index];
    if (type === undefined) throw new RangeError(`type ${index} of ${types.length}`);
    const places = gatherPlaces(records, rows);
    return { type, rows, columns: type.columns.map((decode) => decode(places)) };
  });
}

function gatherPlaces(records: MixedRows, rows: Uint32Array): RecordRows {
  const { length } = rows;
  const starts = new Uint32Array(length);
  const sizes = new Uint32Array(length);
  let smallest = Number.MAX_SAFE_INTEGER;
  for (let index = 0; index < length; index++) {
    const row = rows[index] as number;
    const size = records.sizes[row] as number;
    starts[index] = records.starts[row] as number;
    sizes[index] = size;
    if (size < smallest) smallest = size;
  }
  return { arena: records.arena, length, starts, sizes, smallest };
}
