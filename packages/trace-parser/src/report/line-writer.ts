import type { TextOutput } from '../bytes/text-output.ts';
import { WORD, WordText } from '../bytes/word-text.ts';
import type { SymbolTable } from '../container/kallsyms.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { EventTypes } from '../event/event-types.ts';
import type { WritingState } from '../event/writing-state.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';
import { compileCommonByte, formatContextFlags } from './context-flags.ts';
import { LeadColumn } from './lead-column.ts';
import { formatName } from './name-column.ts';
import { isSecondsClock, type ReportStyle } from './report-style.ts';
import { FRACTION_ROOM, TimeColumn } from './time-column.ts';

const NEWLINE = 10;

/** The line that tells of a loss has the prefix; the event's line after it has none. */
function appendAfterLoss(prefix: string, lossLine: string, lead: WordText, out: TextOutput): void {
  out.text(prefix + lossLine);
  const start = out.length;
  lead.append(out);
  out.bytes.copyWithin(start, start + prefix.length, out.length);
  out.length -= prefix.length;
}

/** The line that tells of lost events; -1 of them are an unknown number. */
export function formatLoss(cpu: number, lost: number): string {
  return `CPU:${cpu} [${lost > 0 ? `${lost} ` : ''}EVENTS DROPPED]\n`;
}

/** What lines are written of. */
export interface LineSource extends WritingState {
  readonly streams: readonly CpuStream[];
  /** Clock of each instance. */
  readonly clocks: readonly string[];
  /** What stands before the lines of each instance. */
  readonly prefixes: readonly string[];
  /** What was stepped over in reading. */
  readonly damage: Damage;
  /** Names of the kernel's functions. */
  readonly symbols: () => SymbolTable;
  /** Whether WebAssembly may write them. */
  readonly webAssembly: boolean;
}

/** Bytes that could not be read, as far as reading has come. */
export interface Damage {
  skippedBytes: number;
}

/** What is the same for all lines of one type of event. */
interface TypeColumns {
  readonly name: WordText;
  readonly writeInfo: InfoWriter;
}

/** Writes records as `trace-cmd report` does (tracecmd/trace-read.c, show_data). Streams are told apart by the rank of their cursor. */
export class LineWriter {
  readonly #style: ReportStyle;
  readonly #types: EventTypes;
  readonly #leads: readonly LeadColumn[];
  readonly #byType: (TypeColumns | undefined)[] = [];
  readonly #time: TimeColumn;
  readonly #readFlags;
  readonly #readPreemptCount;

  constructor(source: LineSource, style: ReportStyle) {
    this.#style = style;
    this.#types = source.types;
    this.#leads = source.streams.map(
      ({ cpu, instanceIndex }) =>
        new LeadColumn({
          prefix: source.prefixes[instanceIndex] ?? '',
          cpu,
          latency: style.latency,
          commOf: (pid) => source.comms.find(pid),
        }),
    );
    const clock = source.clocks[source.streams[0]?.instanceIndex ?? 0] ?? '';
    this.#time = new TimeColumn(style.nanoseconds, !isSecondsClock(clock), source.streams.length);
    const common = source.types.list[0]?.format;
    this.#readFlags = compileCommonByte(common, 'common_flags');
    this.#readPreemptCount = compileCommonByte(common, 'common_preempt_count');
  }

  /** Appends the line of the record that a cursor stands on, and before it one that says what was lost. */
  append(cursor: RingCursor, type: BinaryEventType, lost: number, out: TextOutput): void {
    const { view, payload, size } = cursor;
    const { latency, timeDifference } = this.#style;
    const time = this.#time;
    const lead = this.#leads[cursor.rank] as LeadColumn;
    time.locate(cursor);
    // In the latency format flags stand between the CPU and the time.
    const text = lead.find(this.#types.pid(view, payload, size), latency ? '' : time.seconds);
    const lossLine = lost === 0 ? '' : formatLoss(cursor.stream.cpu, lost);
    const columns = this.#byType[type.index] ?? this.#prepare(type);
    out.reserve(text.length + columns.name.length + 2 * WORD + FRACTION_ROOM);
    if (lossLine === '') out.length = text.writeAt(out.view, out.length);
    else appendAfterLoss(lead.prefix, lossLine, text, out);
    if (latency) this.#appendFlags(cursor, out);
    out.reserve(columns.name.length + 2 * WORD + FRACTION_ROOM);
    out.length = time.writeFraction(out.view, out.length);
    if (timeDifference) time.appendDifference(out);
    columns.name.append(out);
    const start = out.length;
    columns.writeInfo(view, payload, size, out);
    // A line break at the end of an info is the line's own.
    if (out.length > start && out.bytes[out.length - 1] === NEWLINE) return;
    out.reserve(1);
    out.bytes[out.length++] = NEWLINE;
  }

  /** A time of the trace's clock as lines have it. */
  formatTime(time: bigint): string {
    return this.#time.format(time);
  }

  /** Forgets how a thread is called, or with no thread named how all are. */
  rename(pid?: number): void {
    for (const lead of this.#leads) lead.rename(pid);
  }

  #appendFlags({ view, payload, size }: RingCursor, out: TextOutput): void {
    const flags = this.#readFlags(view, payload, size);
    out.text(
      this.#style.raw
        ? `-0x${flags.toString(16)}`
        : formatContextFlags(flags, this.#readPreemptCount(view, payload, size)),
    );
    out.text(this.#time.seconds);
  }

  #prepare(type: BinaryEventType): TypeColumns {
    const columns = {
      name: new WordText(formatName(type.name)),
      writeInfo: type.info(this.#style),
    };
    this.#byType[type.index] = columns;
    return columns;
  }
}
