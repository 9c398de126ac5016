import type { RequestKey } from '../life/request-key.ts';

/** A read that a bare trace shows from its beginning. */
export interface TraceRequest extends RequestKey {
  /** Size of the file on disk when the read was issued, in bytes; 0 when the trace does not say. */
  fileBytes: number;
  /** Where the trace shows its end, as an index into the events; -1 when it does not. */
  endAt: number;
  /** Whether somebody asks, after its end, for what it left out; null when the trace cannot tell. */
  restAskedFor: boolean | null;
}

export function isShort(request: TraceRequest): boolean {
  return request.result !== null && request.result >= 0 && request.result < request.length;
}

/** Ended with -EAGAIN: the read would have had to wait, and was asked not to. */
export function isPutOff(request: TraceRequest): boolean {
  return request.result === -11;
}

/** The first byte that the read left out. */
export function restOf(request: TraceRequest): number {
  return request.offset + Math.max(0, request.result ?? 0);
}

/**
 * Where a short read stops. The size on disk is behind the true one as long as an append is not written back, so a
 * read that gets beyond it, or a size of 0, says nothing.
 */
export function stopsAt(request: TraceRequest): 'inside' | 'end' | 'unknown' {
  const rest = restOf(request);
  if (request.fileBytes === 0 || rest > request.fileBytes) return 'unknown';
  return rest === request.fileBytes ? 'end' : 'inside';
}

export function isShortInside(request: TraceRequest): boolean {
  return isShort(request) && stopsAt(request) === 'inside';
}
