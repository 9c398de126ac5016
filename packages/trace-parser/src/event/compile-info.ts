import type { EventFormat } from '../format/event-format.ts';
import type { Field } from '../format/field.ts';
import { compileValue } from '../format/field-content.ts';
import { compileInteger } from '../format/read-integer.ts';
import { formatBprint } from '../print/bprint.ts';
import { compilePrintFormat } from '../print/compile-print-format.ts';
import type { PrintContext } from '../print/environment.ts';
import { PrintFormatError } from '../print/expression.ts';
import { formatSymbol } from '../print/format-pointer.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import { toUnsigned64 } from '../print/integer.ts';
import type { InfoStyle } from './event-type.ts';

type TextReader = (view: DataView, at: number, size: number) => string;

/** All fields of the event as `name=value`, for events whose print format cannot be evaluated. */
function compileDump(fields: readonly Field[], context: PrintContext): TextReader {
  const readers = fields
    .filter((field) => !field.name.startsWith('common_'))
    .map((field) => ({ field, read: compileValue(field, context.littleEndian) }));
  return (view, at, size) =>
    readers
      .map(({ field, read }) => {
        const value = read(view, at, size);
        return `${field.name}=${field.pointer && typeof value !== 'string' ? `0x${value?.toString(16)}` : (value ?? '')}`;
      })
      .join(' ');
}

/** `bprint` prints `%ps: ` and its own format, which its `fmt` field points to. */
function compileBprint(fields: ReadonlyMap<string, Field>, context: PrintContext): TextReader | undefined {
  const ip = fields.get('ip');
  const format = fields.get('fmt');
  const buffer = fields.get('buf');
  if (ip === undefined || format === undefined || buffer === undefined) return undefined;
  const readIp = compileInteger(ip.offset, ip.size, false, context.littleEndian);
  const readFormat = compileInteger(format.offset, format.size, false, context.littleEndian);
  if (readIp === undefined || readFormat === undefined) return undefined;
  const fixedSize = Math.max(ip.offset + ip.size, format.offset + format.size, buffer.offset);
  return (view, at, size) => {
    if (size < fixedSize) return '';
    const place = formatSymbol(toUnsigned64(readIp(view, at)), false, context);
    const text = formatBprint(readFormat(view, at), view, at + buffer.offset, at + size, context);
    return `${place}: ${text}`;
  };
}

function appendText(text: TextReader): InfoWriter {
  return (view, at, size, out) => out.text(text(view, at, size));
}

/** Compiles how an event prints: by its print format, or as a list of its fields where that cannot be evaluated or `raw` is asked for. */
export function compileInfo(format: EventFormat, context: PrintContext, style: InfoStyle): InfoWriter {
  if (style.raw) return appendText(compileDump(format.fields, context));
  if (format.system === 'ftrace' && format.name === 'bprint') {
    const bprint = compileBprint(new Map(format.fields.map((field) => [field.name, field])), context);
    if (bprint !== undefined) return appendText(bprint);
  }
  try {
    return compilePrintFormat(format, context);
  } catch (error) {
    if (!(error instanceof PrintFormatError)) throw error;
    return appendText(compileDump(format.fields, context));
  }
}
