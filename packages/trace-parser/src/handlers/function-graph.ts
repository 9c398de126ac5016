import type { EventFormat } from '../format/event-format.ts';
import { toBigInt } from '../print/runtime/wide.ts';
import type { CompileHandler } from './handler.ts';
import type { HandlerContext, OtherRecord } from './handler-context.ts';
import { findWideField, type WideReader } from './write-fields.ts';

/* trace-cmd, lib/trace-cmd/trace-ftrace.c. */
const INDENT = 2;
/** Kernels record at most 50 (kernel/trace/trace.h, FTRACE_RETFUNC_DEPTH). */
const DEEPEST = 1024;
const DURATION_WIDTH = 7;
const NO_DURATION = '             |  ';
/** Common fields are the same in all kernels up to the thread's id (include/linux/trace_events.h, struct trace_entry). */
const PID_OFFSET = 4;
const FOREVER = 0xffffffffffffffffn;

/** Marks of long durations, in nanoseconds. */
const MARKS: readonly (readonly [above: bigint, mark: string])[] = [
  [1_000_000_000n, '$ '],
  [1_000_000n, '# '],
  [100_000n, '! '],
  [10_000n, '+ '],
];

function formatDuration(nanoseconds: bigint): string {
  const mark = nanoseconds === FOREVER ? '  ' : (MARKS.find(([above]) => nanoseconds > above)?.[1] ?? '  ');
  const micros = (nanoseconds / 1000n).toString();
  const rest = `.${(nanoseconds % 1000n).toString().padStart(3, '0')}`;
  const text = micros.length < DURATION_WIDTH ? micros + rest : micros;
  return `${mark}${text} us ${' '.repeat(Math.max(0, DURATION_WIDTH - text.length))}|  `;
}

/** What a return says. */
interface ReturnFields {
  readonly calltime: WideReader;
  readonly rettime: WideReader;
  readonly func: WideReader;
  readonly end: number;
}

function findReturnFields(format: EventFormat, context: HandlerContext): ReturnFields | undefined {
  const [calltime, rettime, func] = ['calltime', 'rettime', 'func'].map((name) =>
    findWideField(format, name, context),
  );
  if (calltime === undefined || rettime === undefined || func === undefined) return undefined;
  return { calltime, rettime, func, end: Math.max(calltime.end, rettime.end, func.end) };
}

function readBig(reader: WideReader, view: DataView, at: number): bigint {
  return toBigInt(reader.high(view, at), reader.low(view, at));
}

function readDuration({ calltime, rettime }: ReturnFields, view: DataView, at: number): bigint {
  return BigInt.asUintN(64, readBig(rettime, view, at) - readBig(calltime, view, at));
}

function indent(depth: number): string {
  return ' '.repeat(INDENT * Math.min(depth, DEEPEST));
}

/** The next record where it is the return from the function that a thread has just entered. */
class LeafFinder {
  readonly #context: HandlerContext;
  #returns: ReturnFields | undefined;
  #format: EventFormat | undefined;

  constructor(context: HandlerContext) {
    this.#context = context;
  }

  /** How long the function took; undefined where it calls others or its return is not the next record. */
  find(func: bigint, pid: number): bigint | undefined {
    const position = this.#context.position?.();
    const next = position?.peek();
    if (position === undefined || next === undefined) return undefined;
    const duration = this.#readReturn(next, func, pid);
    if (duration !== undefined) position.skip();
    return duration;
  }

  #readReturn({ format, view, at, size }: OtherRecord, func: bigint, pid: number): bigint | undefined {
    if (format.system !== 'ftrace' || format.name !== 'funcgraph_exit') return undefined;
    if (this.#format !== format) {
      this.#format = format;
      this.#returns = findReturnFields(format, this.#context);
    }
    const returns = this.#returns;
    if (returns === undefined || size < returns.end) return undefined;
    if (readPid(view, at, size, this.#context) !== pid || readBig(returns.func, view, at) !== func)
      return undefined;
    return readDuration(returns, view, at);
  }
}

function readPid(view: DataView, at: number, size: number, { littleEndian }: HandlerContext): number {
  return size < PID_OFFSET + 4 ? 0 : view.getInt32(at + PID_OFFSET, littleEndian);
}

const compileEntry: CompileHandler = ({ format, context }) => {
  const func = findWideField(format, 'func', context);
  const depth = findWideField(format, 'depth', context);
  if (func === undefined || depth === undefined) return undefined;
  const end = Math.max(func.end, depth.end);
  const leaves = new LeafFinder(context);
  return (view, at, size, out) => {
    if (size < end) return;
    const address = readBig(func, view, at);
    const duration = leaves.find(address, readPid(view, at, size, context));
    const name = context.symbols().find(address)?.name ?? address.toString(16);
    const place = `${indent(depth.low(view, at))}${name}()`;
    out.text(duration === undefined ? `${NO_DURATION}${place} {` : `${formatDuration(duration)}${place};`);
  };
};

const compileExit: CompileHandler = ({ format, context }) => {
  const returns = findReturnFields(format, context);
  const depth = findWideField(format, 'depth', context);
  if (returns === undefined || depth === undefined) return undefined;
  const end = Math.max(returns.end, depth.end);
  return (view, at, size, out) => {
    if (size < end) return;
    out.text(`${formatDuration(readDuration(returns, view, at))}${indent(depth.low(view, at))}}`);
  };
};

export const FUNCTION_GRAPH_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'ftrace:funcgraph_entry': compileEntry,
  'ftrace:funcgraph_exit': compileExit,
};
