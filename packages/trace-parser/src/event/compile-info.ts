import type { EventFormat } from '../format/event-format.ts';
import { compileFieldDump, compileRawDump } from '../handlers/dump-fields.ts';
import { findHandler, findWording } from '../handlers/find-handler.ts';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { createPrintFunctions } from '../handlers/print-functions.ts';
import type { Wording } from '../handlers/wording.ts';
import { assembleWriter } from '../print/assemble/assemble-writer.ts';
import { compilePrintFormat } from '../print/compile-print-format.ts';
import { PrintFormatError } from '../print/expression.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import type { InfoStyle } from './event-type.ts';

/** By the print format, or as a list of the fields where that cannot be evaluated. */
function compilePlain(format: EventFormat, context: HandlerContext): InfoWriter {
  try {
    return compilePrintFormat(format, context);
  } catch (error) {
    if (!(error instanceof PrintFormatError)) throw error;
    return compileFieldDump(format, context);
  }
}

function complete(context: HandlerContext): HandlerContext {
  return { ...context, functions: context.functions ?? createPrintFunctions(context.littleEndian) };
}

/** Compiles how an event prints: as a list of its fields, as a handler for this kind of event has it, or by its print format. */
export function compileInfo(format: EventFormat, context: HandlerContext, style: InfoStyle): InfoWriter {
  const whole = complete(context);
  if (style.raw) return compileRawDump(format, whole);
  const plain = () => compilePlain(format, whole);
  return findHandler(format, whole, style, plain) ?? plain();
}

/** What writes an event by WebAssembly. */
export interface AssembledInfo {
  /** A module, see `assembleWriter`. */
  readonly module: Uint8Array;
  readonly learn: Wording['learn'];
}

/** The same for WebAssembly, with a text in front that is known; undefined where JavaScript has to write the event. */
export function assembleInfo(
  text: string,
  format: EventFormat,
  context: HandlerContext,
  style: InfoStyle,
): AssembledInfo | undefined {
  const whole = complete(context);
  const wording = findWording(format, whole, style);
  const module = wording && assembleWriter(text, format, wording, whole);
  return module && { module, learn: wording?.learn };
}
