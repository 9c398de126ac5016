import { formatBprint } from '../print/bprint.ts';
import { formatSymbol } from '../print/format-pointer.ts';
import { toBigInt } from '../print/runtime/wide.ts';
import type { CompileHandler } from './handler.ts';
import { findWideField } from './write-fields.ts';

/** `%ps: ` and the record's own format, which its `fmt` field points to. */
export const compileBprint: CompileHandler = ({ format, context }) => {
  const ip = findWideField(format, 'ip', context);
  const text = findWideField(format, 'fmt', context);
  const buffer = format.fields.find(({ name }) => name === 'buf');
  if (ip === undefined || text === undefined || buffer === undefined) return undefined;
  const end = Math.max(ip.end, text.end, buffer.offset);
  return (view, at, size, out) => {
    if (size < end) return;
    const place = formatSymbol(toBigInt(ip.high(view, at), ip.low(view, at)), false, context);
    const address = toBigInt(text.high(view, at), text.low(view, at));
    out.text(`${place}: ${formatBprint(address, view, at + buffer.offset, at + size, context)}`);
  };
};
