import type { RawRecord, Trace } from '@uringlab/trace-parser';

/** Tells records that the recorded formats describe from those that are of no event, or too short for theirs. */
export function createRecordCheck(trace: Trace): (record: RawRecord) => boolean {
  const littleEndian = trace.recording?.littleEndian ?? true;
  const sizes = new Map<number, number>();
  for (const { id, format } of trace.types) if (id >= 0) sizes.set(id, format.fixedSize);
  const field = trace.types
    .find(({ id }) => id >= 0)
    ?.format.fields.find(({ name }) => name === 'common_type');
  const offset = field?.offset ?? 0;
  const wide = field?.size === 4;
  return ({ view, at, size }) => {
    if (size < offset + (wide ? 4 : 2)) return false;
    const id = wide ? view.getUint32(at + offset, littleEndian) : view.getUint16(at + offset, littleEndian);
    const least = sizes.get(id);
    return least !== undefined && size >= least;
  };
}
