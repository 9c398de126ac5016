import type { EventTypes } from '../event/event-types.ts';
import { CONTEXT, compileCommonByte } from './context-flags.ts';
import type { RecordFilter } from './slice-writer.ts';

/** Leaves out what was recorded in interrupts; undefined when nothing is to be left out. */
export function compileContextFilter(
  types: EventTypes,
  { withoutHardIrq, withoutSoftIrq }: { withoutHardIrq: boolean; withoutSoftIrq: boolean },
): RecordFilter | undefined {
  const unwanted = (withoutHardIrq ? CONTEXT.HARD_IRQ : 0) | (withoutSoftIrq ? CONTEXT.SOFT_IRQ : 0);
  if (unwanted === 0) return undefined;
  const readFlags = compileCommonByte(types.list[0]?.format, 'common_flags');
  return ({ view, payload, size }) => (readFlags(view, payload, size) & unwanted) === 0;
}
