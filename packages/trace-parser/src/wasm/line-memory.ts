import type { MemoryLayout } from './memory-layout.ts';

/** As assembly/lines.ts and assembly/texts.ts have them. */
const STREAM_TEXT = 16;
const TASKS = 1024 * 64;
const SYMBOLS = 512 * 128;
const SECONDS = 24;

/** Lines are handed out when there are so many bytes. */
export const PIECE = 1024 * 1024;
/** Room for one more: what comes before an event (4 KiB), names of threads, and an event (64 KiB, and 8 bytes to each of its record's). */
const LINE_ROOM = 1024 * 1024;
/** What is longer has no place in that room. */
export const LARGEST_PAGE = 64 * 1024;
export const LONGEST_NAME = 4096;

/** Where the parts of lines lie in the memory of a walker. */
export interface LineMemory {
  readonly streamTexts: number;
  /** Room for what lines of streams begin with, as texts. */
  readonly texts: number;
  readonly tasks: number;
  readonly symbols: number;
  readonly seconds: number;
  readonly lines: number;
  readonly linesEnd: number;
}

/** Lays out the memory of lines whose beginnings have so many bytes in all. */
export function layOutLines(layout: MemoryLayout, streams: number, textBytes: number): LineMemory {
  const memory = {
    streamTexts: layout.take(streams * STREAM_TEXT),
    texts: layout.take(textBytes),
    tasks: layout.take(TASKS),
    symbols: layout.take(SYMBOLS),
    seconds: layout.take(SECONDS),
    lines: layout.take(PIECE + LINE_ROOM),
  };
  return { ...memory, linesEnd: memory.lines + PIECE + LINE_ROOM };
}
