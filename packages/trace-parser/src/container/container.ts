import type { ByteSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import type { CpuStats } from '../trace.ts';
import type { FormatText } from './format-text.ts';

/** The recorded pages of one CPU: absolute offset and stored size in bytes. */
export interface CpuData {
  readonly cpu: number;
  readonly offset: number;
  readonly size: number;
  /** Where they are to be read, if not in the trace's own source: raw pages come from a file to a CPU. */
  readonly source?: ByteSource;
}

/** One ring buffer: the top instance has the empty name. */
export interface BufferData {
  readonly name: string;
  readonly clock: string;
  /** Sub-buffer size in bytes; 0 where the file does not say. */
  readonly pageSize: number;
  /** Whether the pages of a CPU are a list of compressed chunks. */
  readonly compressed: boolean;
  readonly cpus: readonly CpuData[];
}

/** A part of the file that holds pages, while no table says of which CPU. */
export interface UnlistedPages {
  readonly start: number;
  readonly end: number;
  readonly compressed: boolean;
}

/** Metadata that is fetched, and decompressed, when it is first needed. */
export interface LazyBytes {
  readonly size: number;
  /** Empty when the bytes cannot be had any more. */
  load(): Uint8Array;
}

/** An option of the recorder as people read it. */
export interface ContainerOption {
  readonly id: number;
  /** Its name in trace-cmd; `unknown` for one that is not understood. */
  readonly name: string;
  readonly text: string;
  /** Its payload as recorded. */
  readonly data: Uint8Array;
}

/** What a trace.dat holds, before pages and formats are looked into. Filled while it is read. */
export interface Container {
  readonly version: string;
  readonly littleEndian: boolean;
  readonly pageSize: number;
  readonly longSize: number;
  /** `none`, or how sections and pages are compressed. */
  compression: string;
  /** Undoes `compression`. */
  codec: Codec | null;
  headerPage: string;
  headerEvent: string;
  formats: FormatText[];
  kallsyms: LazyBytes;
  printk: LazyBytes;
  cmdlines: LazyBytes;
  uname: string | null;
  /** Version of trace-cmd that wrote the file. */
  recorder: string | null;
  traceId: bigint | null;
  options: ContainerOption[];
  /** The selected clock of the TRACECLOCK option; empty without one. */
  clock: string;
  cpuCount: number;
  /** Nanoseconds to add to every timestamp (DATE and OFFSET options). */
  timeOffset: bigint;
  /** Nanoseconds from the trace clock to the time of day (DATE option), part of `timeOffset`. */
  date: bigint | null;
  /** Conversion of TSC counts to nanoseconds (TSC2NSEC option). */
  tsc: { readonly multiplier: bigint; readonly shift: bigint; readonly offset: bigint } | null;
  buffers: BufferData[];
  unlisted: UnlistedPages[];
  /** The text of a latency tracer, which such a file has instead of pages. */
  latencyText: LazyBytes | null;
  cpuStats: CpuStats[];
}

const NOTHING = new Uint8Array(0);
export const NO_BYTES: LazyBytes = { size: 0, load: () => NOTHING };

/** A container that has nothing in it yet. */
export function createContainer(
  version: string,
  littleEndian: boolean,
  longSize: number,
  pageSize: number,
): Container {
  return {
    version,
    littleEndian,
    longSize,
    pageSize,
    compression: 'none',
    codec: null,
    headerPage: '',
    headerEvent: '',
    formats: [],
    kallsyms: NO_BYTES,
    printk: NO_BYTES,
    cmdlines: NO_BYTES,
    uname: null,
    recorder: null,
    traceId: null,
    options: [],
    clock: '',
    cpuCount: 0,
    timeOffset: 0n,
    date: null,
    tsc: null,
    buffers: [],
    unlisted: [],
    latencyText: null,
    cpuStats: [],
  };
}
