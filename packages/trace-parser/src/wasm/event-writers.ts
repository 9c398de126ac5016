import { TextOutput } from '../bytes/text-output.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { AssembledInfo } from '../event/compile-info.ts';
import type { InfoStyle } from '../event/event-type.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import { formatName } from '../report/name-column.ts';
import type { MemoryText } from './text-slots.ts';
import type { EventFunction, WasmInstance } from './web-assembly.ts';

/** Writers begin here in the table: AssemblyScript has no function 0. */
export const FIRST_WRITER = 1;
/** Thrown, and caught by who walks lines, when a line has no place in the memory of the instance. */
export const LINE_TOO_LONG = new RangeError('a line that is longer than there is room for');

/** One type's ways to be written. */
interface TypeWriters {
  readonly name: string;
  readonly learn: AssembledInfo['learn'];
  /** JavaScript's, once it is needed. */
  write: InfoWriter | undefined;
}

/** Writes events for an instance, and gives its table a function for each type when it is first met. */
export class EventWriters {
  readonly #types: readonly BinaryEventType[];
  readonly #style: InfoStyle;
  readonly #memory: MemoryText;
  readonly #end: number;
  /** What functions are linked to; without it JavaScript writes all. */
  instance: WasmInstance | undefined;
  readonly #writers: (TypeWriters | undefined)[];
  readonly #out = new TextOutput();
  /** Whether what is in `#out` has found no place yet. */
  #isLeftOver = false;

  /** `end` is where room for lines ends. */
  constructor(types: readonly BinaryEventType[], style: InfoStyle, memory: MemoryText, end: number) {
    this.#types = types;
    this.#style = style;
    this.#memory = memory;
    this.#end = end;
    this.#writers = new Array<TypeWriters | undefined>(types.length).fill(undefined);
  }

  /** Appends name and text of an event that the table has no function for, or whose record is too short for it. */
  write(type: number, payload: number, size: number, at: number): number {
    if (this.#writers[type] === undefined) {
      const assembled = this.#assemble(type);
      if (assembled !== undefined) return assembled(type, payload, size, at);
    }
    const text = this.writeApart(type, payload, size);
    if (text.length > this.#end - at) {
      this.#isLeftOver = true;
      throw LINE_TOO_LONG;
    }
    this.#memory.bytes.set(text, at);
    return at + text.length;
  }

  /** Name and text of an event, valid until the next is written. */
  writeApart(type: number, payload: number, size: number): Uint8Array {
    const writers = this.#writers[type] as TypeWriters;
    const out = this.#out;
    // A handler may have told of the record's neighbours already: it is not to be asked again.
    if (!this.#isLeftOver) {
      writers.write ??= (this.#types[type] as BinaryEventType).info(this.#style);
      out.length = 0;
      out.text(writers.name);
      writers.write(this.#memory.view, payload, size, out);
    }
    this.#isLeftOver = false;
    return out.bytes.subarray(0, out.length);
  }

  /** Takes names of threads from a record. */
  learn(type: number, payload: number, size: number): void {
    this.#writers[type]?.learn?.(this.#memory.view, payload, size);
  }

  #assemble(index: number): EventFunction | undefined {
    const type = this.#types[index] as BinaryEventType;
    const name = formatName(type.name);
    const assembled = type.assemble(name, this.#style);
    this.#writers[index] = { name, learn: assembled?.learn, write: undefined };
    const linked = assembled && this.instance?.link(assembled.module);
    if (linked !== undefined) this.instance?.table.set(FIRST_WRITER + index, linked);
    return linked;
  }
}
