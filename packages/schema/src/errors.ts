/**
 * Every error the lab raises on purpose, with the exit status the command line gives it:
 * 2 the user can mend the call, 3 the lab cannot run here; 126 and 127 what a shell says of a command it cannot start.
 */
export const ERROR_CODES = {
  E_USAGE: { exit: 2, meaning: 'the arguments are not what the command takes' },
  E_PATH: { exit: 2, meaning: 'a path does not exist, or is not what it has to be' },
  E_RUN_DAMAGED: { exit: 2, meaning: 'a run directory is incomplete, or does not match its own checksums' },
  E_TRACE_UNREADABLE: { exit: 2, meaning: 'the input is not a trace, or nothing in it could be read' },
  E_FIO_JOB: { exit: 2, meaning: 'a job file of fio makes no sense, or asks for what the lab does not do' },
  E_FILTER: { exit: 2, meaning: 'a filter of events makes no sense' },
  E_PROCESS: { exit: 2, meaning: 'a process does not exist' },
  E_COMMAND_MISSING: { exit: 127, meaning: 'the command to be watched does not exist' },
  E_COMMAND_REFUSED: { exit: 126, meaning: 'the command to be watched cannot be executed' },
  E_NEEDS_ROOT: { exit: 3, meaning: 'the step needs root' },
  E_TOOL_MISSING: { exit: 3, meaning: 'a program the step needs is not installed' },
  E_NATIVE_MISSING: { exit: 3, meaning: 'the native addon is not built for this machine' },
  E_URING_MISSING: { exit: 3, meaning: 'the kernel has no io_uring' },
  E_URING_DISABLED: { exit: 3, meaning: 'io_uring is switched off on this machine' },
  E_PID_NAMESPACE: { exit: 3, meaning: 'processes go by other numbers here than in the kernel' },
  E_BPF_MISSING: { exit: 3, meaning: 'BPF programs cannot be loaded here' },
  E_TRACEFS_MISSING: { exit: 3, meaning: 'tracefs is not to be had' },
  E_SCENARIO_UNAVAILABLE: { exit: 3, meaning: 'the scenario cannot run on this file system or kernel' },
  E_VM_DEFINITION: { exit: 2, meaning: 'the definition of a test machine cannot be read, or makes no sense' },
  E_VM_UNKNOWN: { exit: 2, meaning: 'there is no test machine of that name' },
  E_KERNEL_GONE: { exit: 3, meaning: 'the archive does not have the pinned kernel package (any more)' },
  E_KERNEL_CHECKSUM: { exit: 3, meaning: 'a fetched package is not the one that the definition names' },
  E_KERNEL_DOWNLOAD: { exit: 3, meaning: 'an archive of kernels cannot be reached, or broke off' },
  E_KERNEL_BUILD: { exit: 3, meaning: 'a kernel could not be built from its source' },
  E_KERNEL_UNFIT: { exit: 3, meaning: 'a kernel lacks what a guest of the lab needs' },
  E_KVM_UNUSABLE: { exit: 3, meaning: 'KVM was asked for, and does not run a guest here' },
  E_GUEST_BOOT: { exit: 3, meaning: 'a guest, or QEMU, ended or was refused before the guest answered' },
  E_GUEST_GONE: { exit: 3, meaning: 'a guest went away while it was needed' },
  E_GUEST_TIMEOUT: { exit: 3, meaning: 'a guest did not come to its end within its limit' },
  E_GUEST_PANIC: { exit: 3, meaning: 'the kernel of a guest panicked' },
  E_GUEST_OOPS: {
    exit: 3,
    meaning: 'the kernel of a guest ran into a bug of its own (oops, BUG, a sanitizer)',
  },
  E_GUEST_STALL: { exit: 3, meaning: 'a guest is stuck: hung task, soft or hard lockup, RCU stall' },
  E_GUEST_LOCKDEP: { exit: 3, meaning: 'the lock checker of a guest found a possible deadlock' },
  E_GUEST_NO_SPACE: { exit: 3, meaning: 'the disk of a guest is full, or would become full' },
  E_GUEST_PARAMETER: { exit: 2, meaning: 'the kernel of a guest has no such parameter, or does not take it' },
  E_GUEST_FLOOD: { exit: 3, meaning: 'a guest filled its console' },
  E_CAMPAIGN_BUSY: { exit: 2, meaning: 'another process is working on this campaign' },
  E_BISECT: { exit: 3, meaning: 'the ends of a bisection are not what they are said to be' },
  E_BUNDLE: { exit: 2, meaning: 'a bundle is damaged, or holds what no bundle may hold' },
  E_MAIL_NOT_READY: { exit: 2, meaning: 'a mail breaks a rule of the lists it would go to' },
  E_SENT: { exit: 2, meaning: 'it has been sent before' },
  E_SEND: { exit: 3, meaning: 'the mail server, or the program that sends, refused' },
  E_BUGZILLA: { exit: 3, meaning: 'the bug tracker refused, or did not answer as one' },
  E_BUGZILLA_KEY: { exit: 2, meaning: 'the API key of the bug tracker is missing, or not accepted' },
  E_NETWORK: { exit: 3, meaning: 'a server cannot be reached, or the connection was cut' },
  E_NO_SPACE: { exit: 3, meaning: 'a file system is full, or would become full' },
  E_AGENT: { exit: 3, meaning: 'the agent of another machine broke off, or what it said makes no sense' },
  E_OUTPUT_CLOSED: { exit: 3, meaning: 'nobody reads the output any more' },
  E_SYSTEM: { exit: 3, meaning: 'a system call or a program failed' },
  E_INTERRUPTED: { exit: 3, meaning: 'the run was stopped by a signal' },
} as const satisfies Record<string, { exit: ErrorExit; meaning: string }>;

type ErrorExit = 2 | 3 | 126 | 127;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface LabErrorDetails {
  /** How to mend it: one sentence or one command. */
  hint?: string;
  cause?: unknown;
}

/** An error that means the run cannot go on. Expected bad data is a returned value instead. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: LabErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }

  /** The exit status of the command line for this error. */
  get exitStatus(): ErrorExit {
    return ERROR_CODES[this.code].exit;
  }

  toJSON(): { code: ErrorCode; message: string; hint?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

/** Errors of the system (Node's `code`) that have a code of their own in the lab. */
const SYSTEM_ERRORS: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'E_NO_SPACE',
  EDQUOT: 'E_NO_SPACE',
  EACCES: 'E_PATH',
  EROFS: 'E_PATH',
  ENOENT: 'E_PATH',
  ENOTDIR: 'E_PATH',
  EISDIR: 'E_PATH',
};

/**
 * The error as one of the lab's: itself, what the system or the native addon said under the lab's code, or undefined for a defect
 * of the lab, which should keep its stack.
 */
export function toLabError(cause: unknown): LabError | undefined {
  if (cause instanceof LabError) return cause;
  if (!(cause instanceof Error)) return undefined;
  const { code, hint } = cause as { code?: unknown; hint?: unknown };
  if (typeof code !== 'string') return undefined;
  const known = code in ERROR_CODES ? (code as ErrorCode) : SYSTEM_ERRORS[code];
  if (known === undefined) return undefined;
  return new LabError(known, cause.message, { cause, ...(typeof hint === 'string' ? { hint } : {}) });
}
