/** What went wrong, as a stable name. */
export type UringErrorCode =
  | 'E_USAGE'
  | 'E_PATH'
  | 'E_NATIVE_MISSING'
  | 'E_URING_MISSING'
  | 'E_URING_DISABLED'
  | 'E_NO_SPACE'
  | 'E_AGENT'
  | 'E_SYSTEM';

export interface UringErrorDetails {
  /** Positive errno, where a system call failed. */
  errno?: number | undefined;
  syscall?: string | undefined;
  /** How to mend it: one sentence or one command. */
  hint?: string | undefined;
  cause?: unknown;
}

/** An error that means the work cannot go on. */
export class UringError extends Error {
  override readonly name = 'UringError';
  readonly code: UringErrorCode;
  readonly errno: number | undefined;
  readonly syscall: string | undefined;
  readonly hint: string | undefined;

  constructor(code: UringErrorCode, message: string, details: UringErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.errno = details.errno;
    this.syscall = details.syscall;
    this.hint = details.hint;
  }
}
