import type { DiagnosticCode, DiagnosticLog } from '../diagnostics.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { CpuStream } from './cpu-stream.ts';
import { firstTime } from './page-times.ts';
import { RingCursor } from './ring-cursor.ts';

/** What one pass over the pages of one CPU found besides the diagnostics. */
export interface StreamSurvey {
  readonly stream: CpuStream;
  /** Events that can be read, those of unknown types included. */
  readonly events: number;
  /** Events the ring buffer counted as lost, and places where it lost events without counting them. */
  readonly recordedLost: number;
  readonly unknownGaps: number;
  /** Bytes of events that were stepped over, and on how many pages. */
  readonly skippedBytes: number;
  readonly damagedPages: number;
  /** Events whose id is in no format, and those too short for theirs. */
  readonly misfits: number;
  /** Pages whose events misfit in a row: the walk is likely to have lost its alignment. */
  readonly suspectPages: number;
}

/** What one pass over all pages found. */
export interface SurveyResult {
  readonly recordedLost: number;
  readonly unknownGaps: number;
  readonly skippedBytes: number;
  /** One to a stream, in their order. */
  readonly streams: readonly StreamSurvey[];
}

/** Unknown or short records in a row that make a page suspect of being misaligned. */
const SUSPECT_RUN = 3;
/** A day in nanoseconds. */
const FORWARD_LIMIT = 86_400e9;

/** Reports times that cannot be. */
class TimeCheck {
  #previous = Number.NEGATIVE_INFINITY;

  check(order: number, report: (code: DiagnosticCode, message: string) => void): void {
    if (order < this.#previous) report('time-backwards', 'time runs backwards');
    else if (order - this.#previous > FORWARD_LIMIT && this.#previous !== Number.NEGATIVE_INFINITY) {
      report('time-jump', 'time jumps forward by more than a day');
    }
    this.#previous = order;
  }
}

function surveyStream(stream: CpuStream, types: EventTypes, log: DiagnosticLog): StreamSurvey {
  const result = { events: 0, recordedLost: 0, unknownGaps: 0, skippedBytes: 0, misfits: 0, suspectPages: 0 };
  const place = { instance: stream.instance, cpu: stream.cpu };
  let damagedPages = 0;
  let damagedPage = -1;
  const cursor = new RingCursor(stream, {
    origin: firstTime(stream),
    onDamage: (damage) => {
      result.skippedBytes += damage.bytesSkipped;
      if (damage.bytesSkipped > 0 && damage.page > damagedPage) {
        damagedPages += Math.max(1, Math.floor(damage.bytesSkipped / stream.pageSize));
        damagedPage = damage.page;
      }
      log.add(damage.code, damage.message, { ...damage, ...place });
    },
  });
  const report = (code: DiagnosticCode, message: string) =>
    log.add(code, message, { ...place, offset: cursor.offsetOf(cursor.payload), page: cursor.pageNumber });
  const times = new TimeCheck();
  let run = 0;
  let runPage = -1;
  while (cursor.advance()) {
    const { view, payload, size } = cursor;
    result.events++;
    if (cursor.lost > 0) result.recordedLost += cursor.lost;
    else if (cursor.lost < 0) result.unknownGaps++;
    times.check(cursor.order, report);
    const type = types.find(view, payload, size);
    const unknown = type === types.unknown;
    const short = size < type.fixedSize;
    if (cursor.pageNumber !== runPage) run = 0;
    runPage = cursor.pageNumber;
    run = unknown || short ? run + 1 : 0;
    if (unknown) report('event-unknown', 'no format has the id of the event');
    else if (short) report('event-short', `${type.name} of ${size} bytes, ${type.fixedSize} are needed`);
    else if (!type.hasSoundLocations(view, payload, size)) {
      report('data-location', `${type.name} points outside its record`);
    }
    if (unknown || short) result.misfits++;
    if (run === SUSPECT_RUN) {
      result.suspectPages++;
      report('page-suspect', 'the page seems to be misaligned');
    }
  }
  if (cursor.pendingLoss > 0) result.recordedLost += cursor.pendingLoss;
  else if (cursor.pendingLoss < 0) result.unknownGaps++;
  return { stream, ...result, damagedPages };
}

/** Walks every page once, reports all damage and counts what is missing. */
export function surveyStreams(
  streams: readonly CpuStream[],
  types: EventTypes,
  log: DiagnosticLog,
): SurveyResult {
  const surveys = streams.map((stream) => surveyStream(stream, types, log));
  const sum = (count: (survey: StreamSurvey) => number) =>
    surveys.reduce((total, survey) => total + count(survey), 0);
  return {
    recordedLost: sum((survey) => survey.recordedLost),
    unknownGaps: sum((survey) => survey.unknownGaps),
    skippedBytes: sum((survey) => survey.skippedBytes),
    streams: surveys,
  };
}
