import type { EventFormat } from '../format/event-format.ts';
import { compilePrintFormat } from '../print/compile-print-format.ts';
import { type Conversion, parseConversions } from '../print/conversion.ts';
import type { PrintContext } from '../print/environment.ts';
import { type Expression, PrintFormatError } from '../print/expression.ts';
import { parsePrintFormat } from '../print/parse.ts';

/** How the print format shows a field that stands there by itself. */
export interface ShownField {
  readonly conversion: Conversion;
  readonly argument: Expression;
  /** `0x` where the print format has it in front of the conversion. */
  readonly prefix: string;
}

/** A piece of the print format: text, or a conversion of the field `name`, which is empty for all other arguments. */
type Piece = string | (Omit<ShownField, 'prefix'> & { readonly name: string });

function findFieldName(argument: Expression): string {
  let expression = argument;
  while (expression.kind === 'cast') expression = expression.of;
  return expression.kind === 'field' ? expression.name : '';
}

function splitPieces(format: EventFormat, context: PrintContext): Piece[] {
  const { text, args } = parsePrintFormat(format.printFormat);
  let used = 0;
  return parseConversions(text, context.longSize).map((conversion): Piece => {
    if (typeof conversion === 'string') return conversion;
    const sizes = [conversion.width, conversion.precision].filter((size) => size === '*').length;
    used += sizes;
    const argument = args[used++];
    if (argument === undefined || sizes > 0) return '';
    return { conversion, argument, name: findFieldName(argument) };
  });
}

/** Conversions of fields that the print format shows by themselves; none where it cannot be evaluated. */
export function listShownFields(format: EventFormat, context: PrintContext): Map<string, ShownField> {
  const shown = new Map<string, ShownField>();
  // The arguments of a bprint record are known only once there is one.
  if (format.system === 'ftrace' && format.name === 'bprint') return shown;
  let pieces: readonly Piece[];
  try {
    compilePrintFormat(format, context);
    pieces = splitPieces(format, context);
  } catch (error) {
    if (error instanceof PrintFormatError) return shown;
    throw error;
  }
  // Each search goes on behind the field that was found last, and round; once the last piece was found there are no more.
  let start = 0;
  for (const { name, array } of format.fields) {
    if (array) continue;
    if (start === pieces.length) break;
    for (let step = 0; step < pieces.length; step++) {
      const index = (start + step) % pieces.length;
      const piece = pieces[index];
      if (piece === undefined || typeof piece === 'string' || piece.name !== name) continue;
      const before = step === 0 ? undefined : pieces[(index + pieces.length - 1) % pieces.length];
      shown.set(name, { ...piece, prefix: typeof before === 'string' && before.endsWith('0x') ? '0x' : '' });
      start = index + 1;
      break;
    }
  }
  return shown;
}
