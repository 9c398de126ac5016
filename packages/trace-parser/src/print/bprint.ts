import type { TextOutput } from '../bytes/text-output.ts';
import { type Conversion, parseConversions, styleOf } from './conversion.ts';
import type { PrintContext } from './environment.ts';
import { PackedArguments } from './runtime/packed-arguments.ts';
import { toBigInt } from './runtime/wide.ts';
import { createSymbolWriter, writePointer } from './runtime/write-address.ts';
import { justify, writeNumber } from './runtime/write-number.ts';

/** Appends the printk format at an address (two halves) with the packed arguments between `start` and `end`. Never throws. */
export type BprintWriter = (
  out: TextOutput,
  high: number,
  low: number,
  view: DataView,
  start: number,
  end: number,
) => void;

type Step = (packed: PackedArguments, out: TextOutput) => void;
/** Appends an argument, of a text at most `precision` bytes where that is not negative. */
type ArgumentStep = (packed: PackedArguments, out: TextOutput, precision: number) => void;

/** Pointers that the kernel stores as they are; all others it stores as finished text (lib/vsprintf.c, vbin_printf). */
const RAW_POINTERS = new Set(['p', 'ps', 'pS', 'pf', 'pF', 'pB', 'px', 'pK', 'pe']);
/** Columns and digits that an argument can ask for. */
const MAX_SIZE = 4096;
const NUMBER_ROOM = 26;

/** A width or precision: fixed, or the next argument. */
function takeSize(size: number | '*', packed: PackedArguments): number {
  if (size !== '*') return size;
  packed.takeInteger(4, true);
  return Math.max(-MAX_SIZE, Math.min(MAX_SIZE, packed.low));
}

function compileText(kind: string, context: PrintContext): ArgumentStep {
  if (kind === 'c') {
    return (packed, out) => {
      packed.takeInteger(1, false);
      out.reserve(1);
      out.bytes[out.length++] = packed.low;
    };
  }
  if (/^p[sSfFB]$/.test(kind)) {
    const write = createSymbolWriter(kind !== 'ps' && kind !== 'pf', context);
    return (packed, out) => {
      packed.takeInteger(context.longSize, false);
      write(out, packed.high, packed.low);
    };
  }
  if (RAW_POINTERS.has(kind)) {
    return (packed, out) => {
      packed.takeInteger(context.longSize, false);
      out.reserve(NUMBER_ROOM);
      out.length = writePointer(out.bytes, out.length, packed.high, packed.low);
    };
  }
  return (packed, out, precision) =>
    packed.takeText(out, precision < 0 ? Number.MAX_SAFE_INTEGER : precision);
}

function compileConversion(conversion: Conversion, context: PrintContext): Step {
  const { kind, width: columns, precision: digits, left } = conversion;
  if ('diuoxX'.includes(kind)) {
    const style = styleOf(conversion);
    const size = conversion.bits / 8;
    return (packed, out) => {
      const width = takeSize(columns, packed);
      const precision = takeSize(digits, packed);
      packed.takeInteger(size, style.signed);
      out.reserve(NUMBER_ROOM + Math.abs(width) + Math.max(0, precision));
      out.length = writeNumber(out.bytes, out.length, packed.high, packed.low, style, width, precision);
    };
  }
  const write = compileText(kind, context);
  return (packed, out) => {
    const width = takeSize(columns, packed);
    const precision = takeSize(digits, packed);
    const begin = out.length;
    write(packed, out, precision);
    out.reserve(Math.abs(width));
    out.length = justify(out.bytes, begin, out.length, width, left);
  };
}

function compileSteps(format: string, context: PrintContext): Step[] {
  return parseConversions(format, context.longSize).map((part) =>
    typeof part === 'string' ? (_packed, out) => out.text(part) : compileConversion(part, context),
  );
}

/** A writer for what `trace_printk` recorded; each format is taken apart when it first occurs. */
export function createBprintWriter(context: PrintContext): BprintWriter {
  const packed = new PackedArguments(context.littleEndian);
  const known = new Map<bigint, Step[]>();
  return (out, high, low, view, start, end) => {
    const address = toBigInt(high, low);
    let steps = known.get(address);
    if (steps === undefined) {
      const format = context.printk().get(address);
      if (format === undefined) {
        out.text(`(NO FORMAT FOUND at ${address.toString(16)})\n`);
        return;
      }
      steps = compileSteps(format, context);
      known.set(address, steps);
    }
    packed.open(view, start, end);
    for (const step of steps) step(packed, out);
  };
}
