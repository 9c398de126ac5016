/** Reads a number of a record whose payload starts at `at`. */
export type IntegerReader = (view: DataView, at: number) => number | bigint;

const HIGH_UNIT = 0x100000000;
/** Upper half of 2^53: below it a 64-bit value is a safe number. */
const SAFE_HIGH = 0x200000;

function compileUnsigned64(offset: number, littleEndian: boolean): IntegerReader {
  const low = littleEndian ? offset : offset + 4;
  const high = littleEndian ? offset + 4 : offset;
  return (view, at) => {
    const upper = view.getUint32(at + high, littleEndian);
    if (upper >= SAFE_HIGH) return view.getBigUint64(at + offset, littleEndian);
    return upper * HIGH_UNIT + view.getUint32(at + low, littleEndian);
  };
}

function compileSigned64(offset: number, littleEndian: boolean): IntegerReader {
  const low = littleEndian ? offset : offset + 4;
  const high = littleEndian ? offset + 4 : offset;
  return (view, at) => {
    const upper = view.getInt32(at + high, littleEndian);
    const lower = view.getUint32(at + low, littleEndian);
    const safe = upper < SAFE_HIGH && (upper > -SAFE_HIGH || (upper === -SAFE_HIGH && lower > 0));
    return safe ? upper * HIGH_UNIT + lower : view.getBigInt64(at + offset, littleEndian);
  };
}

/** A reader for an integer of 1, 2, 4 or 8 bytes at `offset` of the payload; undefined for other sizes. */
export function compileInteger(
  offset: number,
  size: number,
  signed: boolean,
  littleEndian: boolean,
): IntegerReader | undefined {
  switch (size) {
    case 1:
      return signed ? (view, at) => view.getInt8(at + offset) : (view, at) => view.getUint8(at + offset);
    case 2:
      return signed
        ? (view, at) => view.getInt16(at + offset, littleEndian)
        : (view, at) => view.getUint16(at + offset, littleEndian);
    case 4:
      return signed
        ? (view, at) => view.getInt32(at + offset, littleEndian)
        : (view, at) => view.getUint32(at + offset, littleEndian);
    case 8:
      return signed ? compileSigned64(offset, littleEndian) : compileUnsigned64(offset, littleEndian);
    default:
      return undefined;
  }
}
