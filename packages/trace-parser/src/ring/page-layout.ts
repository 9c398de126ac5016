/** Where a sub-buffer keeps what, from `events/header_page`. */
export interface PageLayout {
  readonly timestampOffset: number;
  readonly commitOffset: number;
  /** Bytes of the commit word, which is a long of the recorded kernel. */
  readonly longSize: number;
  readonly dataOffset: number;
  /** Size of a sub-buffer by this file; instances can differ. */
  readonly pageSize: number;
}

function findField(text: string, name: string): { offset: number; size: number } | undefined {
  const match = new RegExp(`\\b${name};\\s*offset:(\\d{1,7});\\s*size:(\\d{1,8});`).exec(text);
  return match === null ? undefined : { offset: Number(match[1]), size: Number(match[2]) };
}

/** Parses `header_page`; without one (or a damaged one) the layout every kernel since 2.6.31 has had. */
export function parsePageLayout(text: string, longSize: number, pageSize: number): PageLayout {
  const timestamp = findField(text, 'timestamp');
  const commit = findField(text, 'commit');
  const data = findField(text, 'data');
  const sound =
    timestamp?.size === 8 &&
    (commit?.size === 4 || commit?.size === 8) &&
    timestamp.offset + timestamp.size <= (data?.offset ?? 0);
  if (!sound || commit === undefined || data === undefined || data.offset < commit.offset + commit.size) {
    const size = longSize === 4 ? 4 : 8;
    return { timestampOffset: 0, commitOffset: 8, longSize: size, dataOffset: 8 + size, pageSize };
  }
  return {
    timestampOffset: timestamp.offset,
    commitOffset: commit.offset,
    longSize: commit.size,
    dataOffset: data.offset,
    pageSize: data.offset + data.size,
  };
}

const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 16 * 1024 * 1024;

/** Whether a number can be the size of a sub-buffer: a power of two between 512 bytes and 16 MiB. */
export function isPageSize(size: number): boolean {
  return size >= SMALLEST_PAGE && size <= LARGEST_PAGE && (size & (size - 1)) === 0;
}
