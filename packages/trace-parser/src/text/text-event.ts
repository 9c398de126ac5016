import type { FieldValue, TraceEvent } from '../trace.ts';
import type { EventLine } from './event-line.ts';
import { parseInfoFields } from './info-fields.ts';

/** An event read from text; its fields are what its info tells. */
export class TextEvent implements TraceEvent {
  readonly timestamp: bigint;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  readonly system = '';
  readonly name: string;
  readonly instance: string;
  readonly lostBefore: number;
  readonly #info: string;
  #fields: Map<string, FieldValue> | undefined;

  constructor(line: Omit<EventLine, 'flags'>, info: string, lostBefore: number) {
    this.timestamp = line.timestamp;
    this.cpu = line.cpu;
    this.pid = line.pid;
    this.comm = line.comm;
    this.name = line.name;
    this.instance = line.instance;
    this.lostBefore = lostBefore;
    this.#info = info;
  }

  #parse(): Map<string, FieldValue> {
    this.#fields ??= parseInfoFields(this.name, this.#info);
    return this.#fields;
  }

  field(name: string): FieldValue | undefined {
    return this.#parse().get(name);
  }

  fields(): Record<string, FieldValue> {
    return Object.fromEntries(this.#parse());
  }

  info(): string {
    return this.#info;
  }
}
