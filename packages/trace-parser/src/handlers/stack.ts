import type { TextOutput } from '../bytes/text-output.ts';
import { writeHexDigits } from '../bytes/write-digits.ts';
import { toBigInt } from '../print/runtime/wide.ts';
import type { CompileHandler } from './handler.ts';
import { appendHex, createWideReader, findWideField } from './write-fields.ts';

/* libtraceevent, plugins/plugin_function.c: trace_stack_handler, trace_raw_data_handler. */
const BLANK = 32;
const END = 0xffffffff;

/** As many callers as the record has, which can be more or fewer than the format declares; an address that ends in 32 set bits is the end. */
const compileStack: CompileHandler = ({ format, context }) => {
  const caller = format.fields.find(({ name }) => name === 'caller');
  if (caller === undefined) return undefined;
  const { longSize, littleEndian } = context;
  const address = createWideReader(0, longSize === 4 ? 4 : 8, littleEndian);
  return (view, at, size, out) => {
    out.text('<stack trace >\n');
    const stop = at + size - address.end;
    for (let place = at + caller.offset; place <= stop; place += address.end) {
      const low = address.low(view, place);
      if (low === END) break;
      appendCaller(address.high(view, place), low, out);
    }
  };

  function appendCaller(high: number, low: number, out: TextOutput): void {
    const symbol = context.symbols().find(toBigInt(high, low));
    out.text(symbol === undefined ? '=> ' : `=> ${symbol.name} (`);
    appendHex(out, high, low);
    out.text(symbol === undefined ? '\n' : ')\n');
  }
};

/** `# ID` and the bytes after it. */
const compileRawData: CompileHandler = ({ format, context }) => {
  const id = findWideField(format, 'id', context);
  const buffer = format.fields.find(({ name }) => name === 'buf');
  if (id === undefined || buffer === undefined) return undefined;
  return (view, at, size, out) => {
    out.text('# ');
    appendHex(out, size < id.end ? 0 : id.high(view, at), size < id.end ? 0 : id.low(view, at));
    out.reserve(Math.max(0, size - buffer.offset) * 3);
    const { bytes } = out;
    let place = out.length;
    for (let from = at + buffer.offset; from < at + size; from++) {
      bytes[place++] = BLANK;
      place = writeHexDigits(bytes, place, view.getUint8(from), 2);
    }
    out.length = place;
  };
};

export const STACK_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'ftrace:kernel_stack': compileStack,
  'ftrace:raw_data': compileRawData,
};
