import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { LabError, type RequestColumns } from '@uringlab/schema';
import type { BpfReport, LineTime, Opcode } from './strace-options.ts';

/** What native/addon makes of StraceOptions. */
export interface NativeOptions {
  command?: string[];
  processes?: number[];
  all?: boolean;
  follow: boolean;
  output: 'text' | 'json' | 'columns' | 'none';
  /** Lines are written here by the native side; without it they come to `lines`. */
  descriptor?: number;
  summary: boolean;
  shorts: boolean;
  overlaps: boolean;
  time: LineTime;
  latency: boolean;
  paths: boolean;
  threadIds: boolean;
  opcodes?: number[];
  onlyShort?: boolean;
  onlyErrors?: boolean;
  path?: string[];
  bufferBytes?: number;
}

export interface NativeCallbacks {
  lines?: (text: Uint8Array) => void;
  columns?: (batch: RequestColumns) => void;
  /** A finding, and the lines it is in text. */
  finding?: (json: string, text: string) => void;
}

/** Counts are decimal strings: they may be beyond 2^53. */
export interface NativeResult {
  exitCode: number | null;
  exitSignal: number | null;
  submitted: string;
  completed: string;
  lost: string;
  unfinished: string;
  shorts: { endOfFile: number; handled: number; unhandled: number; unknown: number; unjudged: number };
  overlaps: number;
  findings: string[];
  /** Why the lines could not be written to the end; the command was watched all the same. */
  outputErrno?: number;
  summaryText?: string;
  summaryJson?: string;
  watched: { submissions: 'all' | 'part'; calls: 'all' | 'part' };
}

export interface NativeSession {
  readonly pid: number | undefined;
  stop(): void;
  signal(number: number): void;
  result: Promise<NativeResult>;
}

/** The functions of native/addon. */
interface NativeModule {
  start(options: NativeOptions, callbacks: NativeCallbacks): NativeSession;
  inspect(): BpfReport;
  /** By number, with the sets they are in. */
  opcodes(): Opcode[];
}

const addonPath = fileURLToPath(new URL('../build/uring_strace.node', import.meta.url));
let loaded: NativeModule | undefined;

/** The addon, loaded at the first call. Throws E_NATIVE_MISSING. */
export function native(): NativeModule {
  loaded ??= load();
  return loaded;
}

function load(): NativeModule {
  try {
    return createRequire(import.meta.url)(addonPath) as NativeModule;
  } catch (cause) {
    throw new LabError('E_NATIVE_MISSING', `the native addon could not be loaded from ${addonPath}`, {
      cause,
      hint: hintForMissing(`${process.platform} ${process.arch}`),
    });
  }
}

function hintForMissing(machine: string): string {
  if (machine !== 'linux x64') return `It is for x86-64 Linux alone, and this is ${machine}.`;
  return 'Build it: apt-get install make g++ clang libbpf-dev, then run the build of @uringlab/uring-strace.';
}
