import type { RequestLife } from '@uringlab/schema';
import type { LayerEvent } from '../layers/layer-event.ts';
import { chainAddresses } from './address-chain.ts';
import { describeSteps } from './describe-steps.ts';
import { mapPages } from './page-map.ts';
import type { RequestKey } from './request-key.ts';
import { selectEvents } from './select-events.ts';

export interface LifeContext {
  /** All layer events of the trace, in time order. */
  events: readonly LayerEvent[];
  /** Which of them are returns, by `findReturns`. */
  returns: ReadonlyMap<LayerEvent, number>;
  pageBytes: number;
}

/** Rebuilds one request across the layers. Without any event of it, the life has no steps. */
export function buildLife(context: LifeContext, key: RequestKey, residentBefore?: string): RequestLife {
  const own = selectEvents(context.events, context.returns, key);
  const results = own.flatMap((event) => {
    const result = event.kind === 'complete' ? event.result : context.returns.get(event);
    return result === undefined ? [] : [result];
  });
  return {
    row: key.row,
    file: key.file,
    offset: key.offset,
    length: key.length,
    result: key.result,
    attempts: results,
    address: chainAddresses(own, key),
    steps: describeSteps(own, key, context.returns),
    pageMap: mapPages(context.events, own, key, context.pageBytes, residentBefore),
  };
}
