import type { CpuStats } from '../trace.ts';

/** The recorded pages of one CPU: absolute offset and size in bytes. */
export interface CpuData {
  readonly cpu: number;
  readonly offset: number;
  readonly size: number;
}

/** One ring buffer: the top instance has the empty name. */
export interface BufferData {
  readonly name: string;
  readonly clock: string;
  /** Sub-buffer size in bytes; 0 where the file does not say. */
  readonly pageSize: number;
  readonly cpus: readonly CpuData[];
}

/** An event format file as recorded. */
interface FormatText {
  readonly system: string;
  readonly text: string;
  readonly offset: number;
}

/** What a trace.dat holds, before pages and formats are looked into. Filled while it is read. */
export interface Container {
  readonly littleEndian: boolean;
  readonly pageSize: number;
  readonly longSize: number;
  headerPage: string;
  formats: FormatText[];
  kallsyms: Uint8Array;
  printk: Uint8Array;
  cmdlines: Uint8Array;
  uname: string | null;
  /** The selected clock of the TRACECLOCK option; empty without one. */
  clock: string;
  cpuCount: number;
  /** Nanoseconds to add to every timestamp (DATE and OFFSET options). */
  timeOffset: bigint;
  /** Conversion of TSC counts to nanoseconds (TSC2NSEC option). */
  tsc: { readonly multiplier: bigint; readonly shift: bigint; readonly offset: bigint } | null;
  buffers: BufferData[];
  cpuStats: CpuStats[];
}

/** A container that has nothing in it yet. */
export function createContainer(littleEndian: boolean, longSize: number, pageSize: number): Container {
  return {
    littleEndian,
    longSize,
    pageSize,
    headerPage: '',
    formats: [],
    kallsyms: new Uint8Array(0),
    printk: new Uint8Array(0),
    cmdlines: new Uint8Array(0),
    uname: null,
    clock: '',
    cpuCount: 0,
    timeOffset: 0n,
    tsc: null,
    buffers: [],
    cpuStats: [],
  };
}
