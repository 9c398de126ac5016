import { parseCmdlines } from './container/cmdlines.ts';
import type { Container } from './container/container.ts';
import { parseKallsyms, type SymbolTable } from './container/kallsyms.ts';
import { parsePrintkFormats } from './container/kernel-texts.ts';
import { readTraceDat } from './container/trace-dat.ts';
import { type Diagnostic, DiagnosticLog } from './diagnostics.ts';
import { BinaryEvent } from './event/binary-event.ts';
import { EventCatalog } from './event/event-catalog.ts';
import { openPages } from './pages/open-pages.ts';
import { KNOWN_CONSTANTS, type PrintContext } from './print/environment.ts';
import type { CpuStream } from './ring/cpu-stream.ts';
import { Merge } from './ring/merge.ts';
import { parsePageLayout } from './ring/page-layout.ts';
import { firstTime } from './ring/page-times.ts';
import { RingCursor } from './ring/ring-cursor.ts';
import { type SurveyResult, surveyStreams } from './ring/survey.ts';
import { createBytesSource } from './source/byte-source.ts';
import type {
  CpuStats,
  OpenTraceOptions,
  Trace,
  TraceEvent,
  TraceInstance,
  TraceLosses,
  TraceSource,
} from './trace.ts';

function createPrintContext(container: Container, longSize: number, options: OpenTraceOptions): PrintContext {
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

/** A trace.dat: pages are walked and events decoded as they are asked for. */
class BinaryTrace implements Trace {
  readonly source: TraceSource;
  readonly uname: string | null;
  readonly instances: readonly TraceInstance[];
  readonly cpuStats: readonly CpuStats[];
  readonly #streams: readonly CpuStream[];
  readonly #catalog: EventCatalog;
  readonly #comms: ReadonlyMap<number, string>;
  readonly #log: DiagnosticLog;
  #survey: SurveyResult | undefined;

  constructor(bytes: Uint8Array, options: OpenTraceOptions) {
    this.#log = new DiagnosticLog();
    const source = createBytesSource(bytes);
    const container = readTraceDat(source, this.#log);
    const layout = parsePageLayout(container.headerPage, container.longSize, container.pageSize);
    this.#streams = openPages(source, container, layout, this.#log);
    this.#catalog = new EventCatalog(
      container,
      createPrintContext(container, layout.longSize, options),
      this.#log,
    );
    this.#comms = parseCmdlines(container.cmdlines.load());
    this.uname = container.uname;
    this.cpuStats = container.cpuStats;
    this.instances = container.buffers.map(({ name, clock }) => {
      const streams = this.#streams.filter((stream) => stream.instance === name);
      const pageSize = streams[0]?.pageSize ?? layout.pageSize;
      // trace-cmd -B -C leaves `local` in the BUFFER option and the clock that was used in TRACECLOCK.
      return {
        name,
        clock: container.clock || clock || 'local',
        pageSize,
        cpus: streams.map((stream) => stream.cpu),
      };
    });
    const recorded = this.instances.find((instance) => instance.cpus.length > 0);
    const cpus = container.cpuCount || Math.max(0, ...this.#streams.map((stream) => stream.cpu + 1));
    this.source = { kind: 'trace.dat', clock: recorded?.clock || container.clock || 'local', cpus };
  }

  *events(): Generator<TraceEvent, void, undefined> {
    const first = this.#streams.find((stream) => stream.pages.count > 0);
    const origin = first === undefined ? 0n : firstTime(first);
    const merge = new Merge(this.#streams.map((stream) => new RingCursor(stream, { origin })));
    for (let cursor = merge.next(); cursor !== undefined; cursor = merge.next()) {
      const decoder = this.#catalog.find(cursor.view, cursor.payload, cursor.size);
      yield new BinaryEvent(cursor, decoder, this.#comms);
    }
  }

  losses(): TraceLosses {
    const { recordedLost, unknownGaps, skippedBytes } = this.#surveyOnce();
    const overrun = this.cpuStats.reduce((sum, cpu) => sum + cpu.overrun + cpu.droppedEvents, 0);
    return { recordedLost, unknownGaps, skippedBytes, overrun };
  }

  diagnostics(): Diagnostic[] {
    this.#surveyOnce();
    return this.#log.list();
  }

  #surveyOnce(): SurveyResult {
    this.#survey ??= surveyStreams(this.#streams, this.#catalog, this.#log);
    return this.#survey;
  }
}

/** Opens a trace.dat of version 6 or 7. */
export function openBinaryTrace(bytes: Uint8Array, options: OpenTraceOptions): Trace {
  return new BinaryTrace(bytes, options);
}
