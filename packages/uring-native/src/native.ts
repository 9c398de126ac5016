import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type SystemFailure, uringErrorOf } from './system-failure.ts';
import { UringError } from './uring-error.ts';

/** Work on a native thread. */
export interface Task<T> {
  promise: Promise<T>;
  stop(): void;
}

/** What the core found out about io_uring (native/core/probe.hpp). */
export interface RawProbe {
  errno: number;
  sqpollErrno: number;
  features: number;
  /** Numbers of IORING_OP_*. */
  ops: Uint8Array;
  crc32cInHardware: boolean;
  pageBytes: number;
  liburing: string;
}

/** The functions of native/addon/module.cpp. Offsets, sizes and run ids are unsigned. */
interface NativeModule {
  execute(plan: Uint8Array): Task<Uint8Array>;
  look(
    path: string,
    offset: bigint,
    length: bigint,
    direct: boolean,
    nowait: boolean,
  ): Task<{ result: number; bytes: Uint8Array }>;
  prepareCache(
    path: string,
    drop: boolean,
    random: boolean,
    touchOffsets: BigInt64Array,
    touchLength: bigint,
  ): Task<void>;
  recordTracePipe(
    source: string,
    target: string,
    subBufferBytes: number,
  ): Task<{ bytes: number; errno: number }>;
  residency(path: string, offset: bigint, length: bigint): Uint8Array;
  extents(path: string): { logical: number; physical: number; length: number; flags: number }[];
  probe(): RawProbe;
  stamp(
    runId: bigint,
    file: number,
    generation: number,
    offset: bigint,
    fileBytes: bigint,
    length: number,
  ): Uint8Array;
  classify(
    runId: bigint,
    file: number,
    generation: number,
    offset: bigint,
    fileBytes: bigint,
    bytes: Uint8Array,
    previous?: { row: number; file: number; generation: number; offset: bigint; length: number },
  ): Uint8Array;
  crc32c(bytes: Uint8Array, portable: boolean): number;
}

/** The static executable of the same core, for machines without Node: `uring-agent PLAN RESULT`, `uring-agent serve PATH`. */
export const agentPath: string = fileURLToPath(new URL('../build/uring-agent', import.meta.url));

const addonPath = fileURLToPath(new URL('../build/uring_native.node', import.meta.url));
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
    throw new UringError('E_NATIVE_MISSING', `the native addon could not be loaded from ${addonPath}`, {
      cause,
      hint: hintForMissing(`${process.platform} ${process.arch}`),
    });
  }
}

function hintForMissing(machine: string): string {
  if (machine !== 'linux x64') return `It is for x86-64 Linux alone, and this is ${machine}.`;
  return 'Build it: apt-get install make g++ liburing-dev, then run the build of @uringlab/uring-native.';
}

/** Calls the addon; a failed system call becomes a UringError. */
export function callNative<T>(call: (module: NativeModule) => T): T {
  const module = native();
  try {
    return call(module);
  } catch (error) {
    throw asUringError(error);
  }
}

/** The same for a task. */
export async function runNative<T>(call: (module: NativeModule) => Task<T>): Promise<T> {
  try {
    return await callNative(call).promise;
  } catch (error) {
    throw asUringError(error);
  }
}

export function asUringError(error: unknown): unknown {
  return isSystemFailure(error) ? uringErrorOf(error) : error;
}

function isSystemFailure(error: unknown): error is SystemFailure & Error {
  return error instanceof Error && !(error instanceof UringError) && 'errno' in error && 'syscall' in error;
}
