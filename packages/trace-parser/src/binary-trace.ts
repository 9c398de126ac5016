import type { EventBatch, EventSelection } from './columns/event-batch.ts';
import { parseCmdlines } from './container/cmdlines.ts';
import type { Container } from './container/container.ts';
import { sumOverrun } from './container/cpu-stats.ts';
import { parseKallsyms, type SymbolTable } from './container/kallsyms.ts';
import { parsePrintkFormats } from './container/kernel-texts.ts';
import { createRecording } from './container/recording.ts';
import { type Diagnostic, DiagnosticLog } from './diagnostics.ts';
import type { BinaryEventType } from './event/binary-event-type.ts';
import type { EventTypes } from './event/event-types.ts';
import { createWritingState, type WritingState } from './event/writing-state.ts';
import type { HandlerContext } from './handlers/handler-context.ts';
import { openPages } from './pages/open-pages.ts';
import { KNOWN_CONSTANTS } from './print/environment.ts';
import { readBatches } from './read/read-batches.ts';
import { readEvents } from './read/read-events.ts';
import { readRecords } from './read/read-records.ts';
import type { RawRecord, Recording } from './recording.ts';
import type { CpuStream } from './ring/cpu-stream.ts';
import { parsePageLayout } from './ring/page-layout.ts';
import { type SurveyResult, surveyStreams } from './ring/survey.ts';
import type { ByteSource } from './source/byte-source.ts';
import type {
  CpuStats,
  OpenTraceOptions,
  Trace,
  TraceEvent,
  TraceInstance,
  TraceLosses,
  TraceMetadata,
  TraceSource,
} from './trace.ts';

function createHandlerContext(
  container: Container,
  longSize: number,
  options: OpenTraceOptions,
): HandlerContext {
  let symbols: SymbolTable | undefined;
  let printk: Map<bigint, string> | undefined;
  return {
    littleEndian: container.littleEndian,
    longSize,
    symbols: () => (symbols ??= parseKallsyms(container.kallsyms.load())),
    printk: () => (printk ??= parsePrintkFormats(container.printk.load())),
    constants: { ...KNOWN_CONSTANTS, ...options.constants },
  };
}

/** A recording: pages are walked and records decoded as they are asked for. */
export class BinaryTrace implements Trace {
  readonly source: TraceSource;
  readonly metadata: TraceMetadata;
  readonly uname: string | null;
  readonly instances: readonly TraceInstance[];
  readonly cpuStats: readonly CpuStats[];
  readonly streams: readonly CpuStream[];
  /** What reports have stepped over so far. */
  readonly damage = { skippedBytes: 0 };
  /** Whether the container is damaged, and bytes of pages that are not there. */
  readonly #opening: { readonly isDamaged: boolean; readonly skippedBytes: number };
  /** What the trace is read from, as far as it is one source. */
  readonly bytes: ByteSource;
  /** Whether WebAssembly may be used. */
  readonly webAssembly: boolean;
  readonly #saved: ReadonlyMap<number, string>;
  readonly #context: HandlerContext;
  readonly #state: WritingState;
  #isStateTaken = false;
  readonly #container: Container;
  readonly #log: DiagnosticLog;
  #survey: SurveyResult | undefined;

  constructor(
    kind: 'trace.dat' | 'raw-pages',
    bytes: ByteSource,
    container: Container,
    log: DiagnosticLog,
    options: OpenTraceOptions,
  ) {
    this.bytes = bytes;
    this.#container = container;
    this.#log = log;
    this.webAssembly = options.webAssembly ?? true;
    const layout = parsePageLayout(container.headerPage, container.longSize, container.pageSize);
    this.streams = openPages(bytes, container, layout, log);
    this.#saved = parseCmdlines(container.cmdlines.load());
    this.#context = createHandlerContext(container, layout.longSize, options);
    this.#state = createWritingState(container, this.#saved, this.#context, log);
    const found = log.list();
    this.#opening = {
      isDamaged: found.some(({ severity }) => severity === 'error'),
      skippedBytes: found.reduce((sum, { bytesSkipped }) => sum + bytesSkipped, 0),
    };
    const { uname, cpuStats, recorder, traceId, date, version, compression } = container;
    this.uname = uname;
    this.cpuStats = cpuStats;
    const recorded = container.options.map(({ id, name, text }) => ({ id, name, text }));
    this.metadata = { recorder, traceId, date, options: recorded };
    this.instances = container.buffers.map(({ name, clock }, index) => {
      const streams = this.streams.filter((stream) => stream.instanceIndex === index);
      const pageSize = streams[0]?.pageSize ?? layout.pageSize;
      // trace-cmd -B -C leaves `local` in the BUFFER option and the clock that was used in TRACECLOCK.
      return {
        name,
        clock: clock !== '' && clock !== 'local' ? clock : container.clock || 'local',
        pageSize,
        cpus: streams.map((stream) => stream.cpu),
      };
    });
    const used = this.instances.find((instance) => instance.cpus.length > 0);
    const cpus = container.cpuCount || Math.max(0, ...this.streams.map((stream) => stream.cpu + 1));
    const clock = used?.clock || container.clock || 'local';
    this.source = kind === 'trace.dat' ? { kind, clock, cpus, version, compression } : { kind, clock, cpus };
  }

  get types(): readonly BinaryEventType[] {
    return this.eventTypes.list;
  }

  get eventTypes(): EventTypes {
    return this.#state.types;
  }

  /** For one report: the trace's own is the first one's, since compiling what it needs takes time; each further report has its own. */
  takeWritingState(): WritingState {
    if (this.#isStateTaken)
      return createWritingState(this.#container, this.#saved, this.#context, new DiagnosticLog());
    this.#isStateTaken = true;
    return this.#state;
  }

  readonly symbols = (): SymbolTable => this.#context.symbols();

  /** Name of the function that an address lies in. */
  readonly findSymbol = (address: bigint): string | undefined => this.symbols().find(address)?.name;

  commOf(pid: number): string {
    return this.#state.comms.findSaved(pid);
  }

  batches(selection: EventSelection = {}): Iterable<EventBatch> {
    return {
      [Symbol.iterator]: () =>
        readBatches({ streams: this.streams, types: this.eventTypes }, this, selection, this.webAssembly),
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EventBatch, void, undefined> {
    yield* this.batches();
  }

  events(selection: EventSelection = {}): Iterable<TraceEvent> {
    return {
      [Symbol.iterator]: () => readEvents({ streams: this.streams, types: this.eventTypes }, this, selection),
    };
  }

  get recording(): Recording {
    return createRecording(this.#container);
  }

  records(selection: EventSelection = {}): Iterable<RawRecord> {
    return {
      [Symbol.iterator]: () => readRecords({ streams: this.streams, types: this.eventTypes }, selection),
    };
  }

  /** Whether the container is damaged, or a report had to step over something. */
  get isKnownDamaged(): boolean {
    return this.#opening.isDamaged || this.damage.skippedBytes > 0;
  }

  losses(): TraceLosses {
    const { recordedLost, unknownGaps, skippedBytes } = this.#surveyOnce();
    const missing = skippedBytes + this.#opening.skippedBytes;
    return { recordedLost, unknownGaps, skippedBytes: missing, overrun: sumOverrun(this.cpuStats) };
  }

  diagnostics(): Diagnostic[] {
    this.#surveyOnce();
    return this.#log.list();
  }

  /** What one pass over all pages found; the pass is made on first use. */
  get survey(): SurveyResult {
    return this.#surveyOnce();
  }

  #surveyOnce(): SurveyResult {
    this.#survey ??= surveyStreams(this.streams, this.eventTypes, this.#log);
    return this.#survey;
  }
}
