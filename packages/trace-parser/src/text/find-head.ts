import { BLANK, COLON, isBlank, skipBlanks } from './scan/letters.ts';

/** What stands before the pid of a line: an instance or the name of a file, and the comm. */
export interface Head {
  prefixStart: number;
  /** Equals `prefixStart` where there is no prefix. */
  prefixEnd: number;
  commStart: number;
}

/** One object serves all lines. */
const HEAD: Head = { prefixStart: 0, prefixEnd: 0, commStart: 0 };

/**
 * Parts what stands from `start` to `end`. trace-cmd prints `NAME: ` before the comm, NAME aligned to the right; as the comm is aligned
 * in its column, too, a colon and a blank just before that column end a name. The result is valid until the next call.
 */
export function findHead(bytes: Uint8Array, start: number, end: number, commWidth: number): Head {
  const column = end - commWidth;
  HEAD.prefixStart = start;
  HEAD.prefixEnd = start;
  if (column > start + 2 && bytes[column - 1] === BLANK && bytes[column - 2] === COLON) {
    HEAD.prefixStart = skipBlanks(bytes, start, column);
    HEAD.prefixEnd = column - 2;
    HEAD.commStart = skipBlanks(bytes, column, end);
  } else {
    HEAD.commStart = isBlank(bytes[start]) ? skipBlanks(bytes, start, end) : start;
  }
  return HEAD;
}
