/* Sorts the rows of a batch by type, as src/columns/group-by-type.ts does, and decodes the fields of a type into columns. */

/** One type's rows: `count` of them from `first` on. */
@unmanaged
class Group {
  type: u32;
  first: u32;
  count: u32;
}

/** A field to decode, and where its column was put. */
@unmanaged
class ColumnPlan {
  kind: u32;
  offset: u32;
  size: u32;
  column: u32;
}

const INTEGER: u32 = 0;
/** Texts in the record itself, where a location counts from the record's start, and where it counts from the field's end. */
const INLINE_TEXT: u32 = 1;
const LOCATED_TEXT: u32 = 2;
const NOTHING: u64 = 0;

let places: u32 = 0;
let typeCount: u32 = 0;
let groups: u32 = 0;
let rows: u32 = 0;
let starts: u32 = 0;
let sizes: u32 = 0;

/** Where groups and sorted rows are written to: rows, and where their records lie. `placesAt` has four bytes to a type. */
export function setTables(
  types: u32,
  placesAt: u32,
  groupsAt: u32,
  rowsAt: u32,
  startsAt: u32,
  sizesAt: u32,
): void {
  typeCount = types;
  places = placesAt;
  groups = groupsAt;
  rows = rowsAt;
  starts = startsAt;
  sizes = sizesAt;
}

/** Sorts rows by type, in the order of the types and of the rows; returns how many types there are. */
export function groupRows(length: u32, types: u32, unsortedStarts: u32, unsortedSizes: u32): u32 {
  memory.fill(places, 0, 4 * typeCount);
  for (let row: u32 = 0; row < length; row++) {
    const place = places + 4 * load<u32>(types + 4 * row);
    store<u32>(place, load<u32>(place) + 1);
  }
  let groupCount: u32 = 0;
  let first: u32 = 0;
  for (let type: u32 = 0; type < typeCount; type++) {
    const count = load<u32>(places + 4 * type);
    if (count === 0) continue;
    const group = changetype<Group>(groups + groupCount++ * offsetof<Group>());
    group.type = type;
    group.first = first;
    group.count = count;
    store<u32>(places + 4 * type, first);
    first += count;
  }
  for (let row: u32 = 0; row < length; row++) {
    const next = places + 4 * load<u32>(types + 4 * row);
    const place = load<u32>(next);
    store<u32>(next, place + 1);
    store<u32>(rows + 4 * place, row);
    store<u32>(starts + 4 * place, load<u32>(unsortedStarts + 4 * row));
    store<u32>(sizes + 4 * place, load<u32>(unsortedSizes + 4 * row));
  }
  return groupCount;
}

/** Copies integers of a record's own width; records too short for the field have 0. */
function copyIntegers<T>(first: u32, count: u32, offset: u32, isWhole: bool, column: u32): void {
  const from = starts + 4 * first;
  if (isWhole) {
    for (let index: u32 = 0; index < count; index++)
      store<T>(column + sizeof<T>() * index, load<T>(load<u32>(from + 4 * index) + offset));
    return;
  }
  const end = offset + <u32>sizeof<T>();
  for (let index: u32 = 0; index < count; index++) {
    const isThere = load<u32>(sizes + 4 * (first + index)) >= end;
    store<T>(
      column + sizeof<T>() * index,
      isThere ? load<T>(load<u32>(from + 4 * index) + offset) : <T>NOTHING,
    );
  }
}

function copyColumn(first: u32, count: u32, plan: ColumnPlan, smallest: u32, column: u32): void {
  const offset = plan.offset;
  const isWhole = smallest >= offset + plan.size;
  if (plan.size === 8) copyIntegers<u64>(first, count, offset, isWhole, column);
  else if (plan.size === 4) copyIntegers<u32>(first, count, offset, isWhole, column);
  else if (plan.size === 2) copyIntegers<u16>(first, count, offset, isWhole, column);
  else copyIntegers<u8>(first, count, offset, isWhole, column);
}

/** Where a text may lie in a record, from its start: the first byte in the low half, the length in the high one. */
function locateText(plan: ColumnPlan, start: u32, size: u32): u64 {
  const offset = plan.offset;
  if (plan.kind === INLINE_TEXT) {
    const room = size > offset ? size - offset : 0;
    const length = plan.size === 0 || plan.size > room ? room : plan.size;
    return ((<u64>length) << 32) | <u64>offset;
  }
  if (size < offset + 4) return NOTHING;
  const word = load<u32>(start + offset);
  const from = (word & 0xffff) + (plan.kind === LOCATED_TEXT ? 0 : offset + 4);
  const length = word >>> 16;
  if (from + length > size) return NOTHING;
  return ((<u64>length) << 32) | <u64>from;
}

/** Copies texts up to their NUL: `count` + 1 offsets, and the bytes after them. Returns where the bytes end. */
function copyTexts(first: u32, count: u32, plan: ColumnPlan, column: u32): u32 {
  const bytes = column + 4 * (count + 1);
  let filled = bytes;
  store<u32>(column, 0);
  for (let index: u32 = 0; index < count; index++) {
    const start = load<u32>(starts + 4 * (first + index));
    const place = locateText(plan, start, load<u32>(sizes + 4 * (first + index)));
    let at = start + <u32>place;
    const end = at + <u32>(place >> 32);
    while (at < end) {
      const byte = load<u8>(at++);
      if (byte === 0) break;
      store<u8>(filled++, byte);
    }
    store<u32>(column + 4 * (index + 1), filled - bytes);
  }
  return filled;
}

/**
 * Decodes `planCount` fields of `count` rows from `first` on into columns from `column` on, each at a multiple of eight, and tells the plans where
 * they are. Returns where the columns end; 0 where they would end beyond `limit`.
 */
export function decodeColumns(
  first: u32,
  count: u32,
  plans: u32,
  planCount: u32,
  column: u32,
  limit: u32,
): u32 {
  let smallest: u32 = u32.MAX_VALUE;
  let total: u64 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const size = load<u32>(sizes + 4 * (first + index));
    total += size;
    if (size < smallest) smallest = size;
  }
  let next = column;
  for (let index: u32 = 0; index < planCount; index++) {
    const plan = changetype<ColumnPlan>(plans + index * offsetof<ColumnPlan>());
    next = (next + 7) & ~7;
    const isInteger = plan.kind === INTEGER;
    const room: u64 = isInteger ? <u64>count * <u64>plan.size : 4 * (<u64>count + 1) + total;
    if (<u64>next + room > <u64>limit) return 0;
    plan.column = next;
    if (isInteger) {
      copyColumn(first, count, plan, smallest, next);
      next += <u32>room;
    } else next = copyTexts(first, count, plan, next);
  }
  return next;
}
