import { TraceError, type TraceErrorCode } from '../trace-error.ts';

/** Errors of the system (Node's `code`) that have a code of their own. */
const CODES: Readonly<Record<string, TraceErrorCode>> = {
  ENOSPC: 'E_NO_SPACE',
  EDQUOT: 'E_NO_SPACE',
  EACCES: 'E_PATH',
  EROFS: 'E_PATH',
  ENOENT: 'E_PATH',
  ENOTDIR: 'E_PATH',
  EISDIR: 'E_PATH',
};

/** The code for what a system call threw; undefined for a defect, which should keep its stack. */
export function codeOfSystemError(cause: unknown): TraceErrorCode | undefined {
  if (cause instanceof TraceError) return cause.code;
  if (!(cause instanceof Error) || !('syscall' in cause)) return undefined;
  return CODES[String((cause as NodeJS.ErrnoException).code)] ?? 'E_SYSTEM';
}
