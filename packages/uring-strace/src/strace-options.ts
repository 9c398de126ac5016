import type { LabError, RequestColumns } from '@uringlab/schema';

/**
 * The time in front of a line: none, seconds since the start of the session, time of day (with microseconds), since the line
 * before, or seconds of the Unix epoch with microseconds.
 */
export type LineTime = 'none' | 'since-start' | 'clock' | 'clock-us' | 'relative' | 'epoch-us';

/** What is watched: one of the three. */
export interface StraceTarget {
  /** A program and its arguments, started once all is ready, on this process's own standard streams. */
  readonly command?: readonly string[];
  /** Running processes, by pid. This very process is watched until `stop`. */
  readonly processes?: readonly number[];
  /** Every process of the machine, but this one. */
  readonly all?: boolean;
}

export interface StraceOptions extends StraceTarget {
  /** Children of what is watched are watched too. Default true. */
  readonly follow?: boolean;
  /**
   * What is told of each request: a line as strace prints it, a line of JSON, a row of a batch of columns, or nothing (findings and
   * counts alone). Default `text`.
   */
  readonly output?: 'text' | 'json' | 'columns' | 'none';
  /** Lines are written to this file descriptor, off the main thread; without it they come to `onLines`. */
  readonly descriptor?: number;
  /** Count requests, errors, short results, bytes by opcode. Default false. */
  readonly summary?: boolean;
  /** Judge short reads and writes: did the process ask for the rest? Default true. */
  readonly shorts?: boolean;
  /** Look for requests in flight whose memory overlaps while one of them writes to it. Default false. */
  readonly overlaps?: boolean;
  /** Default `since-start`. */
  readonly time?: LineTime;
  /** From submission to completion, in each line. Default true. */
  readonly latency?: boolean;
  /** Paths behind descriptors. Default true. */
  readonly paths?: boolean;
  /** The thread in front of each line. Default true. */
  readonly threadIds?: boolean;
  /** Requests of these opcodes alone, by number. The detectors see all the same. */
  readonly opcodes?: readonly number[];
  /** Requests with a short result alone; with `onlyErrors` too, those with either. */
  readonly onlyShort?: boolean;
  readonly onlyErrors?: boolean;
  /** Requests on these files alone. */
  readonly path?: readonly string[];
  /** Of the buffer for each CPU that the kernel side fills. */
  readonly bufferBytes?: number;
  /** Batches of whole lines, when there is no descriptor. The bytes are the callee's. */
  readonly onLines?: (text: Uint8Array) => void;
  readonly onColumns?: (batch: RequestColumns) => void;
  /** A finding of a detector, when it is made: JSON, and the lines it is in text. */
  readonly onFinding?: (json: string, text: string) => void;
}

/** What became of results that were shorter than asked for. */
export interface ShortCounts {
  /** The file ended there. */
  readonly endOfFile: number;
  /** The rest was asked for. */
  readonly handled: number;
  /** The rest was never asked for, or at a wrong offset. */
  readonly unhandled: number;
  /** Records that it depends on were lost, or were not watched. */
  readonly unknown: number;
  /** Not looked at: the detector was off, or they were too many. */
  readonly unjudged: number;
}

export interface StraceResult {
  /** Of the command; null when there was none, or a signal ended it. */
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  readonly submitted: bigint;
  readonly completed: bigint;
  /** Records for which there was no room. Whatever depends on them is `unknown`. */
  readonly lost: bigint;
  /** That have not completed, or go on to (multishot); 0 where not all requests are told. */
  readonly unfinished: bigint;
  readonly shorts: ShortCounts;
  readonly overlaps: number;
  /** JSON, one a finding, in order: the first thousand, of which no more than half are of what was handled. */
  readonly findings: readonly string[];
  /** E_NO_SPACE, E_OUTPUT_CLOSED or E_SYSTEM: lines are missing, since they could not be written. */
  readonly outputError?: LabError;
  readonly summaryText?: string;
  readonly summaryJson?: string;
  /** What the detector could see: all, or a part, since it came later than the process. */
  readonly watched: { readonly submissions: 'all' | 'part'; readonly calls: 'all' | 'part' };
}

/** What the kernel offers, and lets this process use. */
export interface BpfReport {
  /** /sys/kernel/btf/vmlinux is there. */
  readonly btf: boolean;
  /** Programs can be attached by BTF (tp_btf). */
  readonly direct: boolean;
  readonly tracepoints: readonly {
    readonly name: string;
    readonly found: boolean;
    readonly arguments: number;
  }[];
  readonly capabilities: { readonly bpf: boolean; readonly perfmon: boolean; readonly sysAdmin: boolean };
  /** `none`, `integrity` or `confidentiality`; empty when the kernel does not say. */
  readonly lockdown: string;
  /** The sysctl kernel.unprivileged_bpf_disabled; -1 when there is none. */
  readonly unprivilegedBpfDisabled: number;
}

/** An operation of io_uring, under the name of IORING_OP_*. */
export interface Opcode {
  readonly name: string;
  /** `read`, `network`, ...: what it can be chosen by. */
  readonly classes: readonly string[];
}
