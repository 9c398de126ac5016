/** A number of a file's structure. */
export interface StructureField {
  readonly at: number;
  readonly size: 1 | 2 | 4 | 8;
  /** The page it is part of, by its offset. */
  readonly page?: number;
}

export interface Structure {
  readonly fields: readonly StructureField[];
  readonly pages: readonly number[];
}

const PAGE = 4096;
const MOST_EVENTS = 400;

function isPage(view: DataView, at: number): boolean {
  const high = view.getUint32(at + 12, true);
  const commit = view.getUint32(at + 8, true) & 0x7ffffff;
  return (
    (high === 0 || high === 0xffffffff) &&
    commit > 0 &&
    commit <= PAGE - 16 &&
    view.getUint32(at + 4, true) < 2 ** 20
  );
}

/** Whether event headers lead from the start of a page to its commit. */
function listEventHeaders(view: DataView, page: number): number[] | undefined {
  const end = page + 16 + (view.getUint32(page + 8, true) & 0x7ffffff);
  const headers: number[] = [];
  let at = page + 16;
  while (at + 4 <= end && headers.length < MOST_EVENTS) {
    headers.push(at);
    const type = view.getUint32(at, true) & 31;
    if (type === 29) return headers;
    if (type === 0 && at + 8 > end) return undefined;
    at += type === 0 ? 4 + 4 * Math.ceil(view.getUint32(at + 4, true) / 4) : type >= 30 ? 8 : 4 + type * 4;
  }
  return at === end || headers.length === MOST_EVENTS ? headers : undefined;
}

function listPageFields(view: DataView, page: number, headers: readonly number[]): StructureField[] {
  const ids = headers
    .map((at) => at + ((view.getUint32(at, true) & 31) === 0 ? 8 : 4))
    .filter((at) => at + 8 <= page + PAGE);
  return [
    { at: page, size: 8, page },
    { at: page + 8, size: 8, page },
    { at: page + 8, size: 4, page },
    ...headers.map((at) => ({ at, size: 4, page }) as const),
    ...headers.filter((at) => at + 8 <= page + PAGE).map((at) => ({ at: at + 4, size: 4, page }) as const),
    ...ids.map((at) => ({ at, size: 2, page }) as const),
  ];
}

/** Sections of version 7 follow each other; in front of them the pointer to the options. */
function listSectionFields(view: DataView, bytes: Uint8Array): StructureField[] {
  const zeros = [10, 18].map((from) => bytes.indexOf(0, from));
  const start = bytes.indexOf(0, (zeros[1] ?? 18) + 1) + 1;
  const fields: StructureField[] = [{ at: start, size: 8 }];
  let at = start + 8;
  while (at + 16 <= bytes.length) {
    const id = view.getUint16(at, true);
    const size = Number(view.getBigUint64(at + 8, true));
    fields.push({ at, size: 2 }, { at: at + 2, size: 2 }, { at: at + 4, size: 4 }, { at: at + 8, size: 8 });
    const end = Math.min(at + 16 + size, bytes.length);
    fields.push({ at: at + 16, size: 4 }, { at: at + 20, size: 4 });
    if (id === 0) {
      for (let option = at + 16; option + 6 <= end; option += 6 + view.getUint32(option + 2, true)) {
        fields.push({ at: option, size: 2 }, { at: option + 2, size: 4 });
        const length = Math.min(view.getUint32(option + 2, true), 96, end - option - 6);
        for (let word = 0; word + 8 <= length; word += 4)
          fields.push({ at: option + 6 + word, size: 4 }, { at: option + 6 + word, size: 8 });
      }
    }
    if (size === 0) break;
    at = end;
  }
  return fields.filter((field) => field.at + field.size <= bytes.length);
}

/** Sizes and counts of version 6 stand before what they count, which begins with a known word or a digit. */
function listWordFields(bytes: Uint8Array): StructureField[] {
  const text = String.fromCharCode(...bytes.subarray(0, Math.min(bytes.length, 100_000)));
  const fields: StructureField[] = [];
  for (const { index } of text.matchAll(
    /name: |\tfield: u64 timestamp|# compressed|[0-9a-f]{16} [a-zA-Z] |flyrecord|options {2}|\[local\]/g,
  )) {
    for (const [back, size] of [
      [8, 8],
      [4, 4],
      [8, 4],
      [2, 2],
    ] as const)
      if (index >= back) fields.push({ at: index - back, size });
  }
  const table = text.indexOf('flyrecord\0') + 10;
  for (let word = 0; word < 40 && table > 9; word += 8) fields.push({ at: table + word, size: 8 });
  return fields.filter(({ at, size }) => at + size <= bytes.length);
}

/** The numbers that a trace.dat is held together by; none for other files. */
export function findFields(bytes: Uint8Array): Structure {
  if (bytes[0] !== 0x17 || bytes[1] !== 8) return { fields: [], pages: [] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const head: StructureField[] = [10, 12, 13].map((at) => ({ at, size: 1 }) as const);
  const fields: StructureField[] = [...head, { at: 14, size: 4 }, ...listWordFields(bytes)];
  if (bytes[10] === 0x37) fields.push(...listSectionFields(view, bytes));
  const pages: number[] = [];
  for (let page = PAGE; page + PAGE <= bytes.length; page += PAGE) {
    const headers = isPage(view, page) ? listEventHeaders(view, page) : undefined;
    if (headers === undefined) continue;
    pages.push(page);
    fields.push(...listPageFields(view, page, headers));
  }
  return { fields, pages };
}
