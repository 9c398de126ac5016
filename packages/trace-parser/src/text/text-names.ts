import type { TraceInstance } from '../trace.ts';
import { NameTable } from './name-table.ts';
import { TextEventType } from './text-event-type.ts';

const MOST_TYPES = 65_536;
const MOST_INSTANCES = 4096;
/** What stands for the names beyond the limit. */
const OTHER = '...';

/** The names met in a text so far: of events and of instances. They grow while it is read. */
export class TextNames {
  readonly types: TextEventType[] = [];
  readonly instances: TraceInstance[] = [];
  readonly #typeNames = new NameTable(MOST_TYPES);
  readonly #instanceNames = new NameTable(MOST_INSTANCES);
  #plain = -1;

  findType(bytes: Uint8Array, start: number, end: number): TextEventType {
    const index = this.#typeNames.find(bytes, start, end);
    if (index >= this.types.length) {
      const name = index < MOST_TYPES ? this.#typeNames.text(index) : OTHER;
      this.types.push(new TextEventType(index, name));
    }
    return this.types[index] as TextEventType;
  }

  findInstance(bytes: Uint8Array, start: number, end: number): number {
    const index = this.#instanceNames.find(bytes, start, end);
    if (index >= this.instances.length) {
      const name = index < MOST_INSTANCES ? this.#instanceNames.text(index) : OTHER;
      this.instances.push({ name, clock: 'unknown', pageSize: 0, cpus: [] });
    }
    return index;
  }

  /** The instance of lines that name none. */
  plainInstance(): number {
    if (this.#plain < 0) this.#plain = this.instanceOf('');
    return this.#plain;
  }

  typeOf(name: string): TextEventType {
    return this.findType(encode(name), 0, name.length);
  }

  instanceOf(name: string): number {
    return this.findInstance(encode(name), 0, name.length);
  }
}

export function encode(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
