import type { EventFormat } from '../format/event-format.ts';
import { parseConversions } from './conversion.ts';
import type { PrintContext } from './environment.ts';
import { type Expression, PrintFormatError } from './expression.ts';
import { generateConversion } from './generate/conversions.ts';
import { Program } from './generate/program.ts';
import type { InfoWriter } from './info-writer.ts';
import { parsePrintFormat } from './parse.ts';

/**
 * Compiles an event's print format into a function of its own. Throws PrintFormatError where the format cannot be evaluated, and
 * TraceError where code cannot be generated at all.
 */
export function compilePrintFormat(format: EventFormat, context: PrintContext): InfoWriter {
  const { text, args } = parsePrintFormat(format.printFormat);
  const program = new Program(format, context);
  let used = 0;
  function next(): Expression {
    const argument = args[used++];
    if (argument === undefined) throw new PrintFormatError('the format has more conversions than arguments');
    return argument;
  }
  for (const part of parseConversions(text, context.longSize)) {
    if (typeof part === 'string') program.literal(part);
    else generateConversion(program, part, next);
  }
  return program.build();
}
