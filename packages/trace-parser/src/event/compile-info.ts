import type { EventFormat } from '../format/event-format.ts';
import { compileFieldDump, compileRawDump } from '../handlers/dump-fields.ts';
import { findHandler } from '../handlers/find-handler.ts';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { createPrintFunctions } from '../handlers/print-functions.ts';
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

/** Compiles how an event prints: as a list of its fields, as a handler for this kind of event has it, or by its print format. */
export function compileInfo(format: EventFormat, context: HandlerContext, style: InfoStyle): InfoWriter {
  const functions = context.functions ?? createPrintFunctions(context.littleEndian);
  const complete: HandlerContext = { ...context, functions };
  if (style.raw) return compileRawDump(format, complete);
  const plain = () => compilePlain(format, complete);
  return findHandler(format, complete, style, plain) ?? plain();
}
