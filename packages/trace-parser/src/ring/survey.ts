import type { DiagnosticCode, DiagnosticLog } from '../diagnostics.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { CpuStream } from './cpu-stream.ts';
import { firstTime } from './page-times.ts';
import { RingCursor } from './ring-cursor.ts';

/** What one pass over all pages found besides the diagnostics. */
export interface SurveyResult {
  readonly recordedLost: number;
  readonly unknownGaps: number;
  readonly skippedBytes: number;
}

/** Unknown or short records in a row that make a page suspect of being misaligned. */
const SUSPECT_RUN = 3;
/** A day in nanoseconds. */
const FORWARD_LIMIT = 86_400e9;

/** Walks every page once, reports all damage and counts what is missing. */
export function surveyStreams(
  streams: readonly CpuStream[],
  types: EventTypes,
  log: DiagnosticLog,
): SurveyResult {
  const result = { recordedLost: 0, unknownGaps: 0, skippedBytes: 0 };
  for (const stream of streams) {
    const place = { instance: stream.instance, cpu: stream.cpu };
    const cursor = new RingCursor(stream, {
      origin: firstTime(stream),
      onDamage: (damage) => {
        result.skippedBytes += damage.bytesSkipped;
        log.add(damage.code, damage.message, { ...damage, ...place });
      },
    });
    let previous = Number.NEGATIVE_INFINITY;
    let misfits = 0;
    let misfitPage = -1;
    while (cursor.advance()) {
      const { view, payload, size, order } = cursor;
      const report = (code: DiagnosticCode, message: string) =>
        log.add(code, message, { ...place, offset: cursor.offsetOf(payload), page: cursor.pageNumber });
      if (cursor.lost > 0) result.recordedLost += cursor.lost;
      else if (cursor.lost < 0) result.unknownGaps++;
      if (order < previous) report('time-backwards', 'time runs backwards');
      else if (order - previous > FORWARD_LIMIT && previous !== Number.NEGATIVE_INFINITY) {
        report('time-jump', 'time jumps forward by more than a day');
      }
      previous = order;
      const type = types.find(view, payload, size);
      const unknown = type === types.unknown;
      const short = size < type.fixedSize;
      if (cursor.pageNumber !== misfitPage) misfits = 0;
      misfitPage = cursor.pageNumber;
      misfits = unknown || short ? misfits + 1 : 0;
      if (unknown) report('event-unknown', 'no format has the id of the event');
      else if (short) report('event-short', `${type.name} of ${size} bytes, ${type.fixedSize} are needed`);
      else if (!type.hasSoundLocations(view, payload, size)) {
        report('data-location', `${type.name} points outside its record`);
      }
      if (misfits === SUSPECT_RUN) report('page-suspect', 'the page seems to be misaligned');
    }
  }
  return result;
}
