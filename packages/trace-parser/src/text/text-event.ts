import type { FieldValue, TraceEvent } from '../trace.ts';
import { parseInfoFields } from './info-fields.ts';

/** What the line of an event says before its info. */
export interface EventHead {
  readonly timestamp: bigint;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  readonly name: string;
  readonly instance: string;
}

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

  constructor(head: EventHead, info: string, lostBefore: number) {
    this.timestamp = head.timestamp;
    this.cpu = head.cpu;
    this.pid = head.pid;
    this.comm = head.comm;
    this.name = head.name;
    this.instance = head.instance;
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
