import type { InfoWriter } from '../print/info-writer.ts';
import { toBigInt } from '../print/runtime/wide.ts';
import type { CompileHandler } from './handler.ts';
import type { HandlerContext } from './handler-context.ts';
import { findWideField, type WideReader } from './write-fields.ts';

/* libtraceevent, plugins/plugin_function.c: function_handler, trace_func_repeat_handler. */
const INDENT = 3;
/** Deeper than any kernel stack; the plugin has no limit. */
const DEEPEST = 4096;

/** The calls that lead to the latest function of a CPU, as far as records tell. */
class CallChain {
  readonly #names: (string | undefined)[] = [];

  /** How deep the parent is in the chain; what stood above it is replaced by the child. */
  enter(parent: string, child: string | undefined): number {
    const names = this.#names;
    let depth = 0;
    while (depth < names.length && names[depth] !== undefined && names[depth] !== parent) depth++;
    if (names[depth] === undefined || depth >= DEEPEST) {
      depth = 0;
      names[0] = parent;
    }
    if (child !== undefined) names[depth + 1] = child;
    return depth;
  }
}

function findName(
  reader: WideReader,
  view: DataView,
  at: number,
  context: HandlerContext,
): string | undefined {
  return context.symbols().find(toBigInt(reader.high(view, at), reader.low(view, at)))?.name;
}

function compileName({ format, context }: Parameters<CompileHandler>[0]): InfoWriter | undefined {
  const ip = findWideField(format, 'ip', context);
  const parentIp = findWideField(format, 'parent_ip', context);
  if (ip === undefined || parentIp === undefined) return undefined;
  const end = Math.max(ip.end, parentIp.end);
  const chains = new Map<number, CallChain>();

  function indent(cpu: number, parent: string, child: string | undefined): string {
    let chain = chains.get(cpu);
    if (chain === undefined) {
      chain = new CallChain();
      chains.set(cpu, chain);
    }
    return ' '.repeat(INDENT * chain.enter(parent, child));
  }

  return (view, at, size, out) => {
    if (size < end) return;
    const name = findName(ip, view, at, context);
    const parent = findName(parentIp, view, at, context);
    const position = context.position?.();
    if (parent !== undefined && position !== undefined) out.text(indent(position.cpu, parent, name));
    out.text(name ?? `0x${toBigInt(ip.high(view, at), ip.low(view, at)).toString(16)}`);
  };
}

const compileRepeats: CompileHandler = (input) => {
  const { format, context, compilePlain } = input;
  const write = compileName(input);
  const [count, top, bottom] = ['count', 'top_delta_ts', 'bottom_delta_ts'].map((name) =>
    format.fields.find((field) => field.name === name),
  );
  if (write === undefined || count?.size !== 2 || top?.size !== 2 || bottom?.size !== 4) return undefined;
  const writePlain = compilePlain();
  const { littleEndian } = context;
  return (view, at, size, out) => {
    const position = context.position?.();
    if (position === undefined || size < format.fixedSize) {
      writePlain(view, at, size, out);
      return;
    }
    write(view, at, size, out);
    const earlierBy = toBigInt(
      view.getUint16(at + top.offset, littleEndian),
      view.getUint32(at + bottom.offset, littleEndian),
    );
    const times = view.getUint16(at + count.offset, littleEndian);
    out.text(` (count: ${times}  last_ts: ${position.formatTime(earlierBy)})`);
  };
};

export const FUNCTION_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'ftrace:function': compileName,
  'ftrace:func_repeats': compileRepeats,
};
