import type { Field } from '../../format/field.ts';

/**
 * For records too short for the fields that are printed: copies one into zeroed bytes of `fixedSize`, without the numbers that lie
 * partly beyond its end. The copy is valid until the next call.
 */
export function createRecordPadder(
  fields: readonly Field[],
  fixedSize: number,
): (view: DataView, at: number, size: number) => DataView {
  let copy: Uint8Array | undefined;

  return (view, at, size) => {
    copy ??= new Uint8Array(fixedSize);
    copy.fill(0);
    copy.set(new Uint8Array(view.buffer, view.byteOffset + at, size));
    for (const { offset, size: length, array, location } of fields) {
      const whole = offset + length <= size || (array && location === null);
      if (!whole && offset < size) copy.fill(0, offset, size);
    }
    return new DataView(copy.buffer);
  };
}
