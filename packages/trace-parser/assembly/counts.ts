import { advance, HAS_RECORD } from './advance';
import { streamAt, typeOf } from './records';

/* Counts the records of a stream, as src/read/count-events.ts does. */

/** What is counted, all of it zero before the first record. */
@unmanaged
class Count {
  events: f64;
  recordedLost: f64;
  unknownGaps: f64;
  first: u64;
  last: u64;
}

/** Counts what is left of a stream's window, by the type (eight bytes to each) and in all; what `advance` gives at its end. */
export function countRecords(rank: u32, countsByType: u32, countAt: u32): i32 {
  const stream = streamAt(rank);
  const count = changetype<Count>(countAt);
  while (true) {
    const moved = advance(stream);
    if (moved !== HAS_RECORD) return moved;
    const place = countsByType + 8 * typeOf(stream);
    store<f64>(place, load<f64>(place) + 1);
    const time = stream.base + stream.shift + <u64>(<i64>stream.delta);
    if (count.events === 0) count.first = time;
    count.last = time;
    count.events += 1;
    if (stream.lost > 0) count.recordedLost += stream.lost;
    else if (stream.lost < 0) count.unknownGaps += 1;
  }
}
