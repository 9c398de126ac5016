import type { LayerEvent } from '../layers/layer-event.ts';
import { findInReturns } from './find-in-returns.ts';
import { findInRing } from './find-in-ring.ts';
import { markFollowUps } from './follow-ups.ts';
import type { Survey } from './survey-events.ts';
import type { TraceRequest } from './trace-request.ts';

/**
 * The reads a bare trace shows, each with whether somebody asks later for what a short one left out: by the ring
 * or by any other call, since both pass through the file system's read.
 */
export function findRequests(survey: Survey, returns: ReadonlyMap<LayerEvent, number>): TraceRequest[] {
  const { requests, asks } = returns.size > 0 ? findInReturns(survey, returns) : findInRing(survey);
  markFollowUps(requests, asks);
  return requests;
}
