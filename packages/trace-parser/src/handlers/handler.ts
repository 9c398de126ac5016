import type { EventFormat } from '../format/event-format.ts';
import { compilePrintFormat } from '../print/compile-print-format.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import type { HandlerContext } from './handler-context.ts';

/** What a handler is made of. */
export interface HandlerInput {
  readonly format: EventFormat;
  readonly context: HandlerContext;
  /** Compiles the event's own print format. */
  readonly compilePlain: () => InfoWriter;
}

/**
 * Compiles how one kind of event is printed; undefined, or a PrintFormatError, where the event lacks what the handler needs: then it is
 * printed by its print format.
 */
export type CompileHandler = (input: HandlerInput) => InfoWriter | undefined;

/** Compiles another wording of an event, itself a print format. */
export function compileWording({ format, context }: HandlerInput, wording: string): InfoWriter {
  return compilePrintFormat({ ...format, printFormat: wording }, context);
}

export function hasField(format: EventFormat, name: string): boolean {
  return format.fields.some((field) => field.name === name);
}
