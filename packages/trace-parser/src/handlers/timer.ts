import type { PrintFunction } from '../print/print-function.ts';
import { type CompileHandler, compileWording, type HandlerInput, hasField } from './handler.ts';
import type { HandlerContext } from './handler-context.ts';

/** `NAME/0xOFFSET`, or the address where there is no symbol (libtraceevent, src/event-parse.c, tep_print_func_field). */
function createPlaceFunction(context: HandlerContext): PrintFunction {
  return {
    returns: 'text',
    write: ([argument = 0], out) => {
      const address = argument instanceof Uint8Array ? 0n : BigInt.asUintN(64, BigInt(argument));
      const symbol = context.symbols().find(address);
      out.text(
        symbol === undefined
          ? `0x${address.toString(16).padStart(8, '0')}`
          : `${symbol.name}/0x${symbol.offset.toString(16)}`,
      );
    },
  };
}

/** libtraceevent, plugins/plugin_hrtimer.c; `timer` is the field's name in old kernels. */
function compileTimer(input: HandlerInput, text: string, args: string): ReturnType<CompileHandler> {
  const functions = new Map([
    ...(input.context.functions ?? []),
    ['function_place', createPlaceFunction(input.context)] as const,
  ]);
  const timer = hasField(input.format, 'timer') ? 'timer' : 'hrtimer';
  return compileWording(
    { ...input, context: { ...input.context, functions } },
    `"hrtimer=0x%llx${text}", REC->${timer}, ${args}`,
  );
}

export const TIMER_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'timer:hrtimer_expire_entry': (input) =>
    compileTimer(input, ' now=%llu function=%s', 'REC->now, function_place(REC->function)'),
  'timer:hrtimer_start': (input) =>
    compileTimer(
      input,
      ' function=%s expires=%llu softexpires=%llu',
      'function_place(REC->function), REC->expires, REC->softexpires',
    ),
};
