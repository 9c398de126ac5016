import { decodeLatin1 } from '../bytes/latin1.ts';

/** A line without its end, and where it begins. */
export interface Line {
  readonly text: string;
  readonly offset: number;
  /** Bytes of it that were left out because it is too long. */
  readonly cut: number;
}

const LONGEST = 1024 * 1024;

/** Lines of a text; LF or CRLF, the last one with or without. */
export function* splitLines(bytes: Uint8Array): Generator<Line, void, undefined> {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const next = newline < 0 ? bytes.length : newline;
    const end = next > start && bytes[next - 1] === 13 ? next - 1 : next;
    const stop = Math.min(end, start + LONGEST);
    yield { text: decodeLatin1(bytes, start, stop), offset: start, cut: end - stop };
    start = next + 1;
  }
}
