import type { TextOutput } from '../bytes/text-output.ts';
import type { EventFormat } from '../format/event-format.ts';
import type { PrintContext } from '../print/environment.ts';
import { writeHex64 } from '../print/runtime/write-number.ts';

const ROOM = 16;

/** The halves of an unsigned integer of a record. */
export interface WideReader {
  high(view: DataView, at: number): number;
  low(view: DataView, at: number): number;
  /** Bytes a record has at least that holds it. */
  readonly end: number;
}

/** A reader of halves for `size` bytes at `offset`: 4 or 8. */
export function createWideReader(offset: number, size: number, littleEndian: boolean): WideReader {
  const end = offset + size;
  if (size === 4) {
    return { end, high: () => 0, low: (view, at) => view.getUint32(at + offset, littleEndian) };
  }
  const high = littleEndian ? offset + 4 : offset;
  const low = littleEndian ? offset : offset + 4;
  return {
    end,
    high: (view, at) => view.getUint32(at + high, littleEndian),
    low: (view, at) => view.getUint32(at + low, littleEndian),
  };
}

/** A reader for a field of 4 or 8 bytes; undefined where the event has none of that name. */
export function findWideField(
  format: EventFormat,
  name: string,
  context: PrintContext,
): WideReader | undefined {
  const field = format.fields.find((candidate) => candidate.name === name);
  if (field === undefined || field.array || (field.size !== 4 && field.size !== 8)) return undefined;
  return createWideReader(field.offset, field.size, context.littleEndian);
}

/** Appends `%llx`. */
export function appendHex(out: TextOutput, high: number, low: number): void {
  out.reserve(ROOM);
  out.length = writeHex64(out.bytes, out.length, high, low);
}
