import type { RequestKey } from '../life/request-key.ts';

/** A read that a bare trace shows from beginning to end. */
export interface TraceRequest extends RequestKey {
  /** Size of the file when the read was issued, in bytes; 0 when the trace does not say. */
  fileBytes: number;
  /** Results of the calls, where the trace prints returns; else the ring's result alone. */
  results: number[];
  /** Whether a later read of the trace begins where this one stopped. */
  restAskedFor: boolean;
}

export function isShort(request: TraceRequest): boolean {
  return request.result !== null && request.result >= 0 && request.result < request.length;
}

/** Short because the file ends there. */
export function endsAtEndOfFile(request: TraceRequest): boolean {
  return request.fileBytes > 0 && request.offset + (request.result ?? 0) >= request.fileBytes;
}
