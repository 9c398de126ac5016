/**
 * What can keep a trace from being read at all:
 * - `E_TRACE_UNREADABLE`: the input is not a trace, or nothing in it could be read;
 * - `E_FILTER`: a filter of events makes no sense;
 * - `E_PATH`: a path does not exist, or is not what it has to be;
 * - `E_NO_SPACE`: there is no room for a temporary file;
 * - `E_SYSTEM`: a system call failed.
 */
export type TraceErrorCode = 'E_TRACE_UNREADABLE' | 'E_FILTER' | 'E_PATH' | 'E_NO_SPACE' | 'E_SYSTEM';

export interface TraceErrorDetails {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** An error that means a trace cannot be read. Damage in what can be read is a diagnostic instead. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  readonly code: TraceErrorCode;
  /** How to mend it: one sentence or one command. */
  readonly hint: string | undefined;

  constructor(code: TraceErrorCode, message: string, { hint, cause }: TraceErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** Nothing can be read. */
export function unreadable(message: string, hint: string): TraceError {
  return new TraceError('E_TRACE_UNREADABLE', message, { hint });
}
