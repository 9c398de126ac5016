import { decodeLatin1 } from '../bytes/latin1.ts';
import type { EventSelection } from '../columns/event-batch.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { findHead } from './find-head.ts';
import { NewlineFinder } from './newline-finder.ts';
import { readOtherLine } from './other-line.ts';
import { EventLine, type Layout } from './scan/event-line.ts';
import { EQUALS, LESS, RETURN, skipBlanks } from './scan/letters.ts';
import { nameUnnamed } from './scan/unnamed.ts';
import { TextBatch } from './text-batch.ts';
import type { TextEventType } from './text-event-type.ts';
import type { TextNames } from './text-names.ts';
import { TextRows } from './text-rows.ts';
import { TextSelection } from './text-selection.ts';
import { type TextWindow, TextWindows, WINDOW } from './text-windows.ts';

/** A text with one event to a line. */
export interface LineText {
  readonly source: ByteSource;
  readonly layout: Layout;
  readonly names: TextNames;
  /** Bytes read at once. */
  readonly window?: number;
}

/** Who is told what a reading finds besides events. */
export interface TextListener {
  readonly log: DiagnosticLog;
  /** Events were lost and none of their CPU follows: how many, -1 when it is unknown. */
  onStrayLoss(count: number): void;
}

const LONGEST_LINE = 1024 * 1024;
/** An info with all its lines is cut there. */
const LONGEST_INFO = LONGEST_LINE + 64 * 1024;
const LONGEST_NOTE = 512;
/** The kernel takes as much from one write to trace_marker (TRACE_MARKER_MAX_SIZE in kernel/trace/trace.c). */
const LONGEST_MARKER = 4096;

/** Reads a selection of a text batch by batch, in the order of its lines; a batch has the events of a window. */
export function* readText(
  text: LineText,
  selection: EventSelection,
  listener?: TextListener,
): Generator<TextBatch, void, undefined> {
  const reader = new TextReader(text, selection, listener);
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    if (batch.length > 0) yield batch;
  }
}

class TextReader {
  readonly #text: LineText;
  readonly #selection: TextSelection;
  readonly #listener: TextListener | undefined;
  readonly #windows: TextWindows;
  readonly #rows = new TextRows();
  readonly #line = new EventLine();
  /** Losses by CPU that no event of it followed yet. */
  readonly #losses = new Map<number, number>();
  /** Type of the event that the next line may belong to. */
  #open: TextEventType | undefined;
  /** Row of that event, -1 when it is not selected. */
  #row = -1;
  /** trace-cmd prints the instance before the line of a loss, and none before the event that follows. */
  #lossInstance = '';
  /** What begins before this offset may be written by the process that wrote a marker. */
  #doubtUntil = 0;

  constructor(text: LineText, selection: EventSelection, listener: TextListener | undefined) {
    this.#text = text;
    this.#selection = new TextSelection(selection, text.names);
    this.#listener = listener;
    this.#windows = new TextWindows(text.source, text.layout, text.window ?? WINDOW, (offset, cut) =>
      this.#noteCut(offset, cut),
    );
  }

  next(): TextBatch | undefined {
    const window = this.#windows.next();
    if (window === undefined) {
      for (const count of this.#losses.values()) this.#listener?.onStrayLoss(count);
      this.#losses.clear();
      return undefined;
    }
    this.#rows.length = 0;
    this.#open = undefined;
    this.#readLines(window);
    return new TextBatch(this.#rows, window.bytes, this.#text.names);
  }

  #readLines({ bytes, end, offset }: TextWindow): void {
    const { scan } = this.#text.layout;
    const line = this.#line;
    const newlines = new NewlineFinder(bytes);
    for (let start = 0; start < end; ) {
      const isEvent = scan(line, bytes, start, end);
      const next = newlines.find(isEvent ? line.infoStart : start, end);
      let stop = next > start && bytes[next - 1] === RETURN ? next - 1 : next;
      if (stop - start > LONGEST_LINE) {
        this.#noteCut(offset + start + LONGEST_LINE, stop - start - LONGEST_LINE);
        stop = start + LONGEST_LINE;
      }
      if (isEvent) this.#addEvent(bytes, start, stop, offset + start);
      else this.#addOther(bytes, start, stop, offset + start);
      start = next + 1;
    }
  }

  #addEvent(bytes: Uint8Array, start: number, stop: number, offset: number): void {
    const { names, layout } = this.#text;
    const line = this.#line;
    const type =
      line.nameEnd > line.nameStart
        ? names.findType(bytes, line.nameStart, line.nameEnd)
        : names.typeOf(nameUnnamed(bytes, line.infoStart, stop));
    if (offset < this.#doubtUntil) this.#noteDoubt(offset);
    if (type.marker) this.#doubtUntil = offset + (line.infoStart - start) + LONGEST_MARKER;
    this.#open = type;
    const head = findHead(bytes, start, line.headEnd, layout.commWidth);
    const instance =
      head.prefixEnd > head.prefixStart
        ? names.findInstance(bytes, head.prefixStart, head.prefixEnd)
        : this.#instanceOfLoss();
    const lost = this.#losses.size > 0 ? this.#takeLoss(line.cpu) : 0;
    if (!this.#selection.has(type.index, instance, line)) {
      this.#row = -1;
      return;
    }
    const rows = this.#rows;
    const row = rows.add();
    this.#row = row;
    rows.setTime(row, line.billions, line.units);
    rows.cpus[row] = line.cpu;
    rows.pids[row] = line.pid;
    rows.types[row] = type.index;
    rows.instances[row] = instance;
    rows.lost[row] = lost;
    rows.commStarts[row] = head.commStart;
    rows.commEnds[row] = line.headEnd;
    rows.infoStarts[row] = Math.min(line.infoStart, stop);
    rows.infoEnds[row] = stop;
  }

  #instanceOfLoss(): number {
    const { names } = this.#text;
    if (this.#lossInstance === '') return names.plainInstance();
    const instance = names.instanceOf(this.#lossInstance);
    this.#lossInstance = '';
    return instance;
  }

  #takeLoss(cpu: number): number {
    const count = this.#losses.get(cpu) ?? 0;
    this.#losses.delete(cpu);
    return count;
  }

  #addOther(bytes: Uint8Array, start: number, stop: number, offset: number): void {
    const open = this.#open;
    const first = bytes[skipBlanks(bytes, start, stop)];
    if (open !== undefined && (first === EQUALS || first === LESS)) {
      this.#continue(stop);
      return;
    }
    const other = readOtherLine(
      decodeLatin1(bytes, start, Math.min(stop, start + LONGEST_NOTE)),
      open?.multiLine ?? false,
    );
    if (open?.multiLine && (other.kind === 'text' || other.kind === 'blank')) {
      this.#continue(stop);
      return;
    }
    if (other.kind === 'blank') return;
    this.#open = undefined;
    if (other.kind === 'loss') {
      const earlier = this.#losses.get(other.cpu);
      if (earlier !== undefined) this.#listener?.onStrayLoss(earlier);
      this.#losses.set(other.cpu, other.count);
      this.#lossInstance = other.instance;
    } else if (other.kind === 'unknown-event') {
      this.#listener?.log.add('event-unknown', 'trace-cmd did not know the event', { offset });
    } else if (other.kind === 'text') {
      this.#listener?.log.add('text-line-unrecognised', 'a line that is no event', { offset });
    }
  }

  /** The line that ends at `stop` belongs to the event before it. */
  #continue(stop: number): void {
    const { infoStarts, infoEnds } = this.#rows;
    if (this.#row >= 0)
      infoEnds[this.#row] = Math.min(stop, (infoStarts[this.#row] as number) + LONGEST_INFO);
  }

  #noteCut(offset: number, bytesSkipped: number): void {
    this.#listener?.log.add('text-line-cut', 'a line is longer than a mebibyte', { offset, bytesSkipped });
  }

  #noteDoubt(offset: number): void {
    this.#listener?.log.add('text-line-forgeable', 'an event may be part of the text of a marker before it', {
      offset,
    });
  }
}
