import type { InfoStyle } from '../event/event-type.ts';
import type { EventFormat } from '../format/event-format.ts';
import { PrintFormatError } from '../print/expression.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import { compileBprint } from './bprint.ts';
import { DEVICE_HANDLERS } from './device.ts';
import { FUNCTION_HANDLERS } from './function.ts';
import { FUNCTION_GRAPH_HANDLERS } from './function-graph.ts';
import { FUTEX_HANDLERS } from './futex.ts';
import type { CompileHandler } from './handler.ts';
import type { HandlerContext } from './handler-context.ts';
import { KMEM_HANDLERS } from './kmem.ts';
import { KVM_HANDLERS } from './kvm.ts';
import { SCHED_HANDLERS, SCHED_WORDINGS } from './sched.ts';
import { STACK_HANDLERS } from './stack.ts';
import { TIMER_HANDLERS } from './timer.ts';
import type { Wording } from './wording.ts';

/** Events that are printed in another way than by their print format, whatever is asked for. */
const OVERRIDES: ReadonlyMap<string, CompileHandler> = new Map([['ftrace:bprint', compileBprint]]);

/** What libtraceevent's plugins and trace-cmd itself print; `-N` turns both off. */
const PLUGINS: ReadonlyMap<string, CompileHandler> = new Map(
  [
    FUNCTION_HANDLERS,
    FUNCTION_GRAPH_HANDLERS,
    STACK_HANDLERS,
    SCHED_HANDLERS,
    KMEM_HANDLERS,
    TIMER_HANDLERS,
    FUTEX_HANDLERS,
    DEVICE_HANDLERS,
    KVM_HANDLERS,
  ].flatMap((handlers) => Object.entries(handlers)),
);

/**
 * The writer of an event that is not printed by its print format; undefined for all others. `compilePlain` is how it would be printed
 * without a handler.
 */
export function findHandler(
  format: EventFormat,
  context: HandlerContext,
  style: InfoStyle,
  compilePlain: () => InfoWriter,
): InfoWriter | undefined {
  const name = `${format.system}:${format.name}`;
  const compile = OVERRIDES.get(name) ?? (style.plugins ? PLUGINS.get(name) : undefined);
  if (compile === undefined) return undefined;
  try {
    return compile({ format, context, compilePlain });
  } catch (error) {
    if (error instanceof PrintFormatError) return undefined;
    throw error;
  }
}

/** How an event is worded; undefined where it is written by more than a print format. */
export function findWording(
  format: EventFormat,
  context: HandlerContext,
  { plugins, raw }: InfoStyle,
): Wording | undefined {
  const name = `${format.system}:${format.name}`;
  if (raw || OVERRIDES.has(name)) return undefined;
  if (!plugins || !PLUGINS.has(name)) return { printFormat: format.printFormat, named: [] };
  return Object.hasOwn(SCHED_WORDINGS, name) ? SCHED_WORDINGS[name]?.(format, context) : undefined;
}
