import { type NativeOptions, type NativeResult, type NativeSession, native } from './native.ts';
import { explainOutput, toStraceError } from './native-failure.ts';
import { requireUsableOptions } from './require-usable-options.ts';
import type { BpfReport, Opcode, StraceOptions, StraceResult } from './strace-options.ts';

/** A session that is watching. */
export interface StraceSession {
  /** Of the command. */
  readonly pid: number | undefined;
  /** Stops watching; a command that still runs goes on by itself. Twice is fine. */
  stop(): void;
  /** Sends a signal to the command, by number; to one that has ended it is nothing. */
  signal(number: number): void;
  /**
   * Settled when the command, or the last of the processes, has ended, or after `stop`, and everything is told. Lines that cannot be
   * written do not end it: see `outputError`.
   */
  readonly result: Promise<StraceResult>;
}

function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function toNativeOptions(options: StraceOptions): NativeOptions {
  return defined<NativeOptions>({
    command: options.command?.slice(),
    processes: options.processes?.slice(),
    all: options.all,
    follow: options.follow ?? true,
    output: options.output ?? 'text',
    descriptor: options.descriptor,
    summary: options.summary ?? false,
    shorts: options.shorts ?? true,
    overlaps: options.overlaps ?? false,
    time: options.time ?? 'since-start',
    latency: options.latency ?? true,
    paths: options.paths ?? true,
    threadIds: options.threadIds ?? true,
    opcodes: options.opcodes?.slice(),
    onlyShort: options.onlyShort,
    onlyErrors: options.onlyErrors,
    path: options.path?.slice(),
    bufferBytes: options.bufferBytes,
  });
}

function toStraceResult({ outputErrno, ...result }: NativeResult): StraceResult {
  return {
    ...result,
    ...(outputErrno === undefined ? {} : { outputError: explainOutput(outputErrno) }),
    submitted: BigInt(result.submitted),
    completed: BigInt(result.completed),
    lost: BigInt(result.lost),
    unfinished: BigInt(result.unfinished),
  };
}

/**
 * Starts to watch. Throws E_USAGE, E_PROCESS, E_NATIVE_MISSING, E_BPF_MISSING (with the reason and what mends it),
 * E_COMMAND_MISSING, E_COMMAND_REFUSED; nothing is left behind then.
 */
export function startStrace(options: StraceOptions): StraceSession {
  requireUsableOptions(options);
  const module = native();
  const command = options.command?.[0] ?? '';
  const { onLines, onColumns, onFinding } = options;
  let session: NativeSession;
  try {
    session = module.start(
      toNativeOptions(options),
      defined({ lines: onLines, columns: onColumns, finding: onFinding }),
    );
  } catch (error) {
    throw toStraceError(error, command);
  }
  const result = session.result.then(toStraceResult, (error: unknown) => {
    throw toStraceError(error, command);
  });
  return {
    pid: session.pid,
    stop: () => session.stop(),
    signal: (number) => session.signal(number),
    result,
  };
}

/** Watches to the end of what is watched, or until the signal is aborted. Throws what `startStrace` does. */
export async function strace(
  options: StraceOptions & { readonly signal?: AbortSignal },
): Promise<StraceResult> {
  const { signal, ...rest } = options;
  const session = startStrace(rest);
  const stop = () => session.stop();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await session.result;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** What the kernel offers to `strace`, and lets this process use. Throws E_NATIVE_MISSING alone. */
export function inspectBpf(): BpfReport {
  return native().inspect();
}

/** All opcodes of the newest kernel known, by number. Throws E_NATIVE_MISSING. */
export function listOpcodes(): readonly Opcode[] {
  return native().opcodes();
}
