import type { EventSelection } from '../columns/event-batch.ts';
import type { EventType } from '../event/event-type.ts';
import { findNearNames } from '../filter/near-names.ts';
import { TraceError } from '../trace-error.ts';

/** Refuses a selection that names an event no format describes, which is more likely to be misspelt than absent. Throws E_FILTER. */
export function checkNames(types: readonly EventType[], { names = [] }: EventSelection): void {
  if (names.length === 0) return;
  const known = new Set(types.flatMap(({ system, name }) => [name, `${system}:${name}`]));
  for (const wanted of names) {
    if (known.has(wanted)) continue;
    const near = findNearNames(wanted, known);
    const hint = near.length === 0 ? undefined : `names like it: ${near.join(', ')}`;
    throw new TraceError('E_FILTER', `no event of the recording is called ${wanted}`, { hint });
  }
}
