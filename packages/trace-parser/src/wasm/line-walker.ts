import type { OtherRecord, RecordPosition } from '../handlers/handler-context.ts';
import type { LineSource } from '../report/line-writer.ts';
import type { ReportPlan } from '../report/record-lines.ts';
import { isSecondsClock } from '../report/report-style.ts';
import { TimeColumn } from '../report/time-column.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { EventWriters, FIRST_WRITER, LINE_TOO_LONG } from './event-writers.ts';
import { LARGEST_PAGE, type LineMemory, LONGEST_NAME, layOutLines, PIECE } from './line-memory.ts';
import { createLineCallbacks } from './line-texts.ts';
import { MemoryLayout } from './memory-layout.ts';
import { ALL_HAVE_ENDED, planWalk, StreamWalk } from './stream-walk.ts';
import {
  clearTaskSlot,
  describeStream,
  MemoryText,
  measureStreamTexts,
  writeStreamTexts,
} from './text-slots.ts';
import { instantiateWasm, type WasmInstance } from './web-assembly.ts';

const LINES_ARE_FULL = -1;
const NEWLINE = 10;

/** Whether lines look as WebAssembly writes them, and nothing is so large that it has no room for it. */
function canWrite(source: LineSource, { style, accepts }: ReportPlan): boolean {
  if (!source.webAssembly || accepts !== undefined) return false;
  if (style.raw || style.latency || style.timeDifference) return false;
  return (
    source.streams.every(({ pageSize }) => pageSize <= LARGEST_PAGE) &&
    source.prefixes.every((prefix) => prefix.length <= LONGEST_NAME) &&
    source.comms.longestSaved <= LONGEST_NAME
  );
}

/** What a walker is made of. */
interface WalkerParts {
  readonly instance: WasmInstance;
  readonly memory: LineMemory;
  readonly walk: StreamWalk;
  readonly text: MemoryText;
  readonly writers: EventWriters;
}

/** Writes the lines of a recording by WebAssembly, as `RecordLines` does without. */
export class LineWalker implements RecordPosition {
  readonly #source: LineSource;
  readonly #parts: WalkerParts;
  readonly #time: TimeColumn;
  #skippedBytes = 0;

  private constructor(source: LineSource, nanoseconds: boolean, isCount: boolean, parts: WalkerParts) {
    this.#source = source;
    this.#parts = parts;
    this.#time = new TimeColumn(nanoseconds, isCount, 0);
    const { functions } = parts.instance;
    source.comms.restart([], (pid) => clearTaskSlot(parts.text, pid, functions.findTask(pid)));
    source.neighbours.current = () => this;
  }

  /** Whether WebAssembly writes what is shown, wherever there is some. */
  static suits(source: LineSource, plan: ReportPlan): boolean {
    return canWrite(source, plan) && planWalk(source, plan.selection, new MemoryLayout()) !== undefined;
  }

  /** A walker at the start of what is shown; undefined where WebAssembly cannot write it. */
  static open(source: LineSource, plan: ReportPlan): LineWalker | undefined {
    const { style, selection } = plan;
    if (!canWrite(source, plan)) return undefined;
    const layout = new MemoryLayout();
    const walkPlan = planWalk(source, selection, layout);
    if (walkPlan === undefined) return undefined;
    const { streams } = walkPlan;
    const types = source.types.list;
    const texts = streams.map((stream) => describeStream(stream, source.prefixes));
    const memory = layOutLines(layout, streams.length, measureStreamTexts(texts));
    if (layout.isTooLarge) return undefined;
    let made: { readonly text: MemoryText; readonly writers: EventWriters } | undefined;
    const instance = instantiateWasm(layout.size, FIRST_WRITER + types.length, (buffer) => {
      const text = new MemoryText(buffer);
      const writers = new EventWriters(types, style, text, memory.linesEnd);
      made = { text, writers };
      return createLineCallbacks(source, streams, text, writers);
    });
    if (instance === undefined || made === undefined) return undefined;
    made.writers.instance = instance;
    const { functions } = instance;
    writeStreamTexts(made.text, memory, texts);
    const clock = source.clocks[streams[0]?.instanceIndex ?? 0] ?? '';
    const isCount = !isSecondsClock(clock);
    const { streamTexts, tasks, symbols, seconds } = memory;
    functions.setSymbols(symbols);
    const exactly = style.nanoseconds ? 1 : 0;
    functions.setLines(streamTexts, tasks, seconds, FIRST_WRITER, isCount ? 1 : 0, exactly);
    const walk = new StreamWalk(instance, walkPlan);
    return new LineWalker(source, style.nanoseconds, isCount, { instance, memory, walk, ...made });
  }

  /** All lines, in pieces of whole lines that are valid until the next is asked for; the first has about so many bytes. */
  *write(firstPiece: number): Generator<Uint8Array, void, undefined> {
    const { instance, memory, text } = this.#parts;
    const { functions } = instance;
    let limit = memory.lines + firstPiece;
    for (;;) {
      functions.setPosition(memory.lines);
      const result = this.#walk(limit);
      this.#countDamage();
      const end = result === LINE_TOO_LONG ? functions.getLineStart() : functions.getPosition();
      yield text.bytes.subarray(memory.lines, end);
      if (result === ALL_HAVE_ENDED) return;
      if (result === LINE_TOO_LONG) yield this.#joinLine(end, functions.getPosition());
      limit = memory.lines + PIECE;
    }
  }

  /** Walks until lines reach `limit`, there are no more, or one has no room. */
  #walk(limit: number): number | typeof LINE_TOO_LONG {
    const { instance, walk } = this.#parts;
    const { functions } = instance;
    try {
      for (;;) {
        const result = functions.walkLines(limit);
        if (result === LINES_ARE_FULL || result === ALL_HAVE_ENDED) return result;
        walk.load(result);
      }
    } catch (error) {
      if (error !== LINE_TOO_LONG) throw error;
      return LINE_TOO_LONG;
    }
  }

  /** A line whose event has no room in the memory of the instance; what is before the event has. */
  #joinLine(start: number, eventStart: number): Uint8Array {
    const { instance, text, writers } = this.#parts;
    const { functions } = instance;
    const event = writers.writeApart(
      functions.getLineType(),
      functions.getLinePayload(),
      functions.getLineSize(),
    );
    const end = event.at(-1) === NEWLINE ? [] : [NEWLINE];
    const head = eventStart - start;
    const line = new Uint8Array(head + event.length + end.length);
    line.set(text.bytes.subarray(start, eventStart));
    line.set(event, head);
    line.set(end, head + event.length);
    return line;
  }

  #countDamage(): void {
    const { instance, walk } = this.#parts;
    const skipped = instance.functions.countSkipped() + walk.missingBytes;
    this.#source.damage.skippedBytes += skipped - this.#skippedBytes;
    this.#skippedBytes = skipped;
  }

  get #stream(): CpuStream | undefined {
    const { instance, walk } = this.#parts;
    return walk.streams[instance.functions.getLineRank()];
  }

  get cpu(): number {
    return this.#stream?.cpu ?? 0;
  }

  formatTime(earlierBy: bigint): string {
    return this.#time.format(this.#parts.instance.functions.getLineTime() - earlierBy);
  }

  peek(): OtherRecord | undefined {
    const { instance, walk, text } = this.#parts;
    const { functions } = instance;
    let moved = functions.peekRecord();
    while (moved >= 0) {
      walk.load(moved);
      moved = functions.peekRecord();
    }
    if (moved === ALL_HAVE_ENDED || functions.peekedRank() !== functions.getLineRank()) return undefined;
    const { format } = this.#source.types.list[functions.peekedType()] ?? this.#source.types.unknown;
    return { view: text.view, at: functions.peekedPayload(), size: functions.peekedSize(), format };
  }

  skip(): void {
    this.#parts.instance.functions.skipRecord();
  }
}
