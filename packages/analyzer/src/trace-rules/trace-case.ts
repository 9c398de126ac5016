import type { Loss, RequestLife } from '@uringlab/schema';
import { endsAtEndOfFile, isShort, type TraceRequest } from '../requests/trace-request.ts';

export interface TraceCase {
  requests: readonly TraceRequest[];
  /** The requests worth telling, the most telling first. */
  lives: readonly RequestLife[];
  loss: Loss;
  pageBytes: number;
}

/** Short reads that stop inside the file. */
export function shortInside({ requests }: TraceCase): TraceRequest[] {
  return requests.filter((request) => isShort(request) && !endsAtEndOfFile(request));
}
