import type { EventFormat } from '../../format/event-format.ts';
import { parseConversions } from '../conversion.ts';
import type { PrintContext } from '../environment.ts';
import { type Expression, PrintFormatError } from '../expression.ts';
import { parsePrintFormat } from '../parse.ts';
import { Body } from './body.ts';
import { getLocal, OP } from './code.ts';
import { assembleConversion } from './conversions.ts';
import { assembleNumber } from './numbers.ts';
import { PARAMETER } from './writer-module.ts';

/** By which print format an event is written, and which fields have the ids of threads that it names. */
interface WrittenBy {
  readonly printFormat: string;
  readonly named: readonly string[];
}

/**
 * Compiles a WebAssembly function that writes a text, which is known, and an event after it; as bytes of a module. Undefined for what it
 * does not know, or what cannot be evaluated at all: both are for `compilePrintFormat` to decide.
 */
export function assembleWriter(
  text: string,
  format: EventFormat,
  wording: WrittenBy,
  context: PrintContext,
): Uint8Array | undefined {
  if (!context.littleEndian) return undefined;
  try {
    const body = new Body(format, context);
    body.literal(text);
    const { text: printed, args } = parsePrintFormat(wording.printFormat);
    let used = 0;
    const next = (): Expression => {
      const argument = args[used++];
      if (argument === undefined)
        throw new PrintFormatError('the format has more conversions than arguments');
      return argument;
    };
    for (const part of parseConversions(printed, context.longSize)) {
      if (typeof part === 'string') body.literal(part);
      else assembleConversion(body, part, next);
    }
    for (const name of wording.named) {
      const parameters = [PARAMETER.TYPE, PARAMETER.PAYLOAD, PARAMETER.SIZE].map(getLocal);
      const { code } = assembleNumber(body, { kind: 'field', name });
      body.emit(...parameters, code, [OP.I32_WRAP], body.call('learnName'));
    }
    return body.build();
  } catch (error) {
    if (error instanceof PrintFormatError) return undefined;
    throw error;
  }
}
