import type { CommTable } from '../event/comm-table.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import type { LineMemory } from './line-memory.ts';

/** As assembly/lines.ts and assembly/texts.ts have them: where text begins in a slot, how much there is room for, and what says it is longer. */
const TASK = { LENGTH: 4, IS_NAMED: 6, TEXT: 8, ROOM: 56 } as const;
const SYMBOL = { LENGTH: 12, TEXT: 16, ROOM: 112 } as const;
const LONG = 0xffff;

/** Texts of one character per byte in the memory of an instance. */
export class MemoryText {
  readonly view: DataView;
  readonly bytes: Uint8Array;

  constructor(buffer: ArrayBuffer) {
    this.view = new DataView(buffer);
    this.bytes = new Uint8Array(buffer);
  }

  /** Writes a text; returns the place after it. */
  write(text: string, at: number): number {
    for (let index = 0; index < text.length; index++) this.bytes[at + index] = text.charCodeAt(index);
    return at + text.length;
  }
}

/** `COMM-PID` as lines have it. */
export function formatTask(comms: CommTable, pid: number): string {
  return `${comms.find(pid).padStart(16)}-${String(pid).padEnd(5)}`;
}

export function fillTaskSlot(memory: MemoryText, comms: CommTable, pid: number, slot: number): void {
  const text = formatTask(comms, pid);
  const fits = text.length <= TASK.ROOM;
  memory.view.setInt32(slot, pid, true);
  memory.view.setUint16(slot + TASK.LENGTH, fits ? text.length : LONG, true);
  memory.view.setUint16(slot + TASK.IS_NAMED, comms.isNamed(pid) ? 1 : 0, true);
  if (fits) memory.write(text, slot + TASK.TEXT);
}

/** Makes the slot free, if it is the thread's. */
export function clearTaskSlot({ view }: MemoryText, pid: number, slot: number): void {
  if (view.getInt32(slot, true) === pid) view.setUint16(slot + TASK.LENGTH, 0, true);
}

export function fillSymbolSlot(memory: MemoryText, text: string, slot: number): void {
  const fits = text.length <= SYMBOL.ROOM;
  memory.view.setUint32(slot + SYMBOL.LENGTH, fits ? text.length : LONG, true);
  if (fits) memory.write(text, slot + SYMBOL.TEXT);
}

/** What lines of a stream begin with. */
export interface StreamText {
  readonly prefix: string;
  readonly cpu: string;
}

export function describeStream({ cpu, instanceIndex }: CpuStream, prefixes: readonly string[]): StreamText {
  return { prefix: prefixes[instanceIndex] ?? '', cpu: ` [${String(cpu).padStart(3, '0')}]` };
}

/** Bytes that the texts take: each begins at a word. */
export function measureStreamTexts(texts: readonly StreamText[]): number {
  return texts.reduce((sum, { prefix, cpu }) => sum + prefix.length + cpu.length, 0);
}

export function writeStreamTexts(
  memory: MemoryText,
  { streamTexts, texts: first }: LineMemory,
  texts: readonly StreamText[],
): void {
  let end = first;
  const places = texts.flatMap(({ prefix, cpu }) =>
    [prefix, cpu].flatMap((text) => {
      const place = end;
      end = memory.write(text, place);
      return [place, text.length];
    }),
  );
  new Uint32Array(memory.view.buffer, streamTexts, places.length).set(places);
}
