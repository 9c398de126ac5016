import type { Recording } from '@uringlab/trace-parser';

/** Where a sub-buffer keeps what, in bytes. */
export interface PageShape {
  readonly pageSize: number;
  readonly timestampOffset: number;
  readonly commitOffset: number;
  /** Size of the commit, a long of the recorded kernel. */
  readonly longSize: number;
  readonly dataOffset: number;
}

function findField(text: string, name: string): { offset: number; size: number } | undefined {
  const match = new RegExp(`\\b${name};\\s*offset:(\\d{1,4});\\s*size:(\\d{1,8});`).exec(text);
  return match === null ? undefined : { offset: Number(match[1]), size: Number(match[2]) };
}

/** The shape that header_page describes; that of every kernel since 2.6.31 where it is missing or damaged. */
export function readPageShape({ headerPage, longSize }: Recording, pageSize: number): PageShape {
  const timestamp = findField(headerPage, 'timestamp');
  const commit = findField(headerPage, 'commit');
  const data = findField(headerPage, 'data');
  if (timestamp?.size === 8 && (commit?.size === 4 || commit?.size === 8) && data !== undefined) {
    const sound = timestamp.offset === 0 && commit.offset >= 8 && data.offset >= commit.offset + commit.size;
    if (sound && data.offset < 64) {
      const { offset: commitOffset, size } = commit;
      return { pageSize, timestampOffset: 0, commitOffset, longSize: size, dataOffset: data.offset };
    }
  }
  const size = longSize === 4 ? 4 : 8;
  return { pageSize, timestampOffset: 0, commitOffset: 8, longSize: size, dataOffset: 8 + size };
}

/** The text of events/header_page for a shape: readers take a file without one for one of an ancient kernel. */
export function describePage({ pageSize, longSize, dataOffset, commitOffset }: PageShape): string {
  return (
    `\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n` +
    `\tfield: local_t commit;\toffset:${commitOffset};\tsize:${longSize};\tsigned:1;\n` +
    `\tfield: int overwrite;\toffset:${commitOffset};\tsize:1;\tsigned:1;\n` +
    `\tfield: char data;\toffset:${dataOffset};\tsize:${pageSize - dataOffset};\tsigned:0;\n`
  );
}
