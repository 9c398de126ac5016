import { createBprintWriter } from '../print/bprint.ts';
import { createSymbolWriter } from '../print/runtime/write-address.ts';
import type { CompileHandler } from './handler.ts';
import { findWideField } from './write-fields.ts';

/** `%ps: ` and the record's own format, which its `fmt` field points to. */
export const compileBprint: CompileHandler = ({ format, context }) => {
  const ip = findWideField(format, 'ip', context);
  const text = findWideField(format, 'fmt', context);
  const buffer = format.fields.find(({ name }) => name === 'buf');
  if (ip === undefined || text === undefined || buffer === undefined) return undefined;
  const end = Math.max(ip.end, text.end, buffer.offset);
  const writePlace = createSymbolWriter(false, context);
  const writeText = createBprintWriter(context);
  return (view, at, size, out) => {
    if (size < end) return;
    writePlace(out, ip.high(view, at), ip.low(view, at));
    out.text(': ');
    writeText(out, text.high(view, at), text.low(view, at), view, at + buffer.offset, at + size);
  };
};
