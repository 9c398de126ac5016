import type { TextOutput } from '../bytes/text-output.ts';
import { writeHexDigits } from '../bytes/write-digits.ts';
import type { EventFormat } from '../format/event-format.ts';
import type { Field } from '../format/field.ts';
import { compileContent } from '../format/field-content.ts';
import { type Conversion, parseConversions } from '../print/conversion.ts';
import type { PrintContext } from '../print/environment.ts';
import type { Expression } from '../print/expression.ts';
import { generateConversion } from '../print/generate/conversions.ts';
import { Program } from '../print/generate/program.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import { copyText } from '../print/runtime/write-text.ts';
import { listShownFields, type ShownField } from './shown-fields.ts';

const COMMA = 44;
const BLANK = 32;

/** Text as C's isprint and isspace have it, up to a NUL. */
function isPrintable(view: DataView, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) {
    const byte = view.getUint8(at);
    if (byte === 0) return true;
    if ((byte < 32 || byte > 126) && (byte < 9 || byte > 13)) return false;
  }
  return true;
}

function appendBytes(view: DataView, start: number, length: number, out: TextOutput): void {
  out.text('ARRAY[');
  out.reserve(length * 4 + 1);
  const { bytes } = out;
  let place = out.length;
  for (let index = 0; index < length; index++) {
    if (index > 0) {
      bytes[place++] = COMMA;
      bytes[place++] = BLANK;
    }
    place = writeHexDigits(bytes, place, view.getUint8(start + index), 2);
  }
  out.length = place;
  out.text(']');
}

/** Arrays print as text where they are text, else byte by byte (libtraceevent, src/event-parse.c, tep_print_field_content). */
function compileArray(field: Field, littleEndian: boolean): InfoWriter {
  const read = compileContent(field, littleEndian);
  const text = field.text && !/\bunsigned\b/.test(field.type);
  return (view, at, size, out) => {
    const { start, length } = read(view, at, size);
    if (!text || !isPrintable(view, start, length)) {
      appendBytes(view, start, length, out);
      return;
    }
    out.reserve(length);
    out.length = copyText(view, start, length, out.bytes, out.length);
  };
}

function isInteger({ array, size }: Field): boolean {
  return !array && (size === 1 || size === 2 || size === 4 || size === 8);
}

/** The conversion of an integer that the print format does not show by itself. */
function chooseConversion({ type, pointer, signed, size }: Field): string {
  const long = /\blong\b/.test(type);
  if (pointer || (long && !signed)) return '0x%llx';
  if (!signed) return '%llu';
  if (size === 4) return long ? '0x%x' : '%d';
  return size === 8 ? '%lld' : `%${size}d`;
}

function generate(program: Program, conversion: Conversion, argument: Expression): void {
  generateConversion(program, conversion, () => argument);
}

function compileDump(
  format: EventFormat,
  context: PrintContext,
  shown: ReadonlyMap<string, ShownField>,
  before: string,
): InfoWriter {
  const program = new Program(format, context);
  const fields = format.fields.filter(({ name }) => !name.startsWith('common_'));
  for (const [index, field] of fields.entries()) {
    program.literal(`${index === 0 ? before : ' '}${field.name}=`);
    const known = shown.get(field.name);
    if (!isInteger(field)) {
      program.append(`${program.value(compileArray(field, context.littleEndian))}(view,at,size,out)`);
    } else if (known !== undefined) {
      program.literal(known.prefix);
      generate(program, known.conversion, known.argument);
    } else {
      for (const part of parseConversions(chooseConversion(field), context.longSize)) {
        if (typeof part === 'string') program.literal(part);
        else generate(program, part, { kind: 'field', name: field.name });
      }
    }
  }
  return program.build();
}

/** All fields of the event as `name=value`, for events whose print format cannot be evaluated. */
export function compileFieldDump(format: EventFormat, context: PrintContext): InfoWriter {
  return compileDump(format, context, new Map(), '');
}

/**
 * All fields as `trace-cmd report -R` prints them: integers that the print format shows by themselves are shown as there
 * (libtraceevent, src/event-parse.c, print_field).
 */
export function compileRawDump(format: EventFormat, context: PrintContext): InfoWriter {
  return compileDump(format, context, listShownFields(format, context), ' ');
}
