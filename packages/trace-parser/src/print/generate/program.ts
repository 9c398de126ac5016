import type { EventFormat } from '../../format/event-format.ts';
import type { Field } from '../../format/field.ts';
import { unreadable } from '../../trace-error.ts';
import type { PrintContext } from '../environment.ts';
import { PrintFormatError } from '../expression.ts';
import type { InfoWriter } from '../info-writer.ts';
import { createRecordPadder } from '../runtime/pad-record.ts';

/** Literals above it are copied from an array. */
const LONGEST_INLINE = 64;
/** Bytes that a write of four at a time may go beyond what was meant. */
const SLACK = 4;
const MAX_DEPTH = 256;

/**
 * The source of one event's writer while it is put together. No text of the input gets into the source: names of fields are
 * resolved to offsets before, texts become character codes or elements of `values`, and what is written is made of integers
 * and of names given here.
 *
 * Names in the source: `view`, `at`, `size`, `out` as in InfoWriter; `b` and `v` the output's bytes and view, `p` the
 * position in them.
 */
export class Program {
  readonly context: PrintContext;
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #head: string[] = [];
  readonly #body: string[] = [];
  readonly #values: unknown[] = [];
  readonly #heads = new Map<string, string>();
  readonly #used: Field[] = [];
  #locals = 0;
  #fixedSize = 0;
  #room = SLACK;
  #roomPerByte = 0;
  #depth = 0;

  constructor(format: EventFormat, context: PrintContext) {
    this.context = context;
    this.#fields = new Map(format.fields.map((field) => [field.name, field]));
  }

  /** A field by name. From then on records too short for it are extended with zeroes. */
  field(name: string): Field {
    const field = this.#fields.get(name);
    if (field === undefined) throw new PrintFormatError('a field that the event does not have');
    this.#fixedSize = Math.max(this.#fixedSize, field.offset + field.size);
    this.#used.push(field);
    return field;
  }

  hasField(name: string): boolean {
    return this.#fields.has(name);
  }

  /** Runs one step into an expression. Throws PrintFormatError beyond a depth that no print format has. */
  descend<T>(step: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new PrintFormatError('the expression is nested too deeply');
    const result = step();
    this.#depth--;
    return result;
  }

  /** A name for a value that the source cannot spell: a function, an object, bytes. */
  value(value: unknown): string {
    const known = this.#values.indexOf(value);
    return `c${known >= 0 ? known : this.#values.push(value) - 1}`;
  }

  /** Adds a statement. */
  line(source: string): void {
    this.#body.push(source);
  }

  /** Computes `source` here, once; returns the name it has from here to the end of the block. */
  local(source: string): string {
    const name = `l${this.#locals++}`;
    this.#body.push(`const ${name}=${source};`);
    return name;
  }

  /** Like `local`, but what has the name may be changed. */
  variable(source: string): string {
    const name = `r${this.#locals++}`;
    this.#body.push(`let ${name}=${source};`);
    return name;
  }

  /** Computes `source`, which depends on nothing but the record, before everything else. */
  once(source: string): string {
    let name = this.#heads.get(source);
    if (name === undefined) {
      name = `f${this.#heads.size}`;
      this.#heads.set(source, name);
      this.#head.push(`const ${name}=${source};`);
    }
    return name;
  }

  /** The text written so far ends at this position. */
  mark(): string {
    return this.local('p');
  }

  /** Adds statements in a block of their own. */
  block(opening: string, content: () => void): void {
    this.#body.push(`${opening}{`);
    content();
    this.#body.push('}');
  }

  /** Makes sure of room for `count` bytes, and `perByte` for each byte of the record. */
  reserve(count: number, perByte = 0): void {
    this.#room += count;
    this.#roomPerByte += perByte;
  }

  /** Writes a text that is known now. */
  literal(text: string): void {
    const codes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    if (codes.length === 0) return;
    this.reserve(codes.length);
    if (codes.length > LONGEST_INLINE) {
      this.line(`b.set(${this.value(codes)},p);p+=${codes.length};`);
      return;
    }
    if (codes.length === 1) {
      this.line(`b[p++]=${codes[0]};`);
      return;
    }
    const padded = new DataView(new ArrayBuffer(codes.length + 3));
    for (const [index, code] of codes.entries()) padded.setUint8(index, code);
    for (let index = 0; index < codes.length; index += 4) {
      if (codes.length - index === 1) this.line(`b[p+${index}]=${codes[index]};`);
      else this.line(`v.setInt32(p+${index},${padded.getInt32(index, true)},true);`);
    }
    this.line(`p+=${codes.length};`);
  }

  /** Calls a function that appends to `out` by itself and makes its own room. */
  append(call: string): void {
    this.line(`out.length=p;${call};out.reserve(room);b=out.bytes;v=out.view;p=out.length;`);
  }

  /** Turns the source into a function. */
  build(): InfoWriter {
    const room = this.#roomPerByte === 0 ? `${this.#room}` : `${this.#room}+size*${this.#roomPerByte}`;
    const body = `'use strict';return function(view,at,size,out){
if(size<${this.#fixedSize}){view=pad(view,at,size);at=0;}
const room=${room};out.reserve(room);
let b=out.bytes,v=out.view,p=out.length;
${this.#head.join('\n')}
${this.#body.join('\n')}
out.length=p;
};`;
    const names = this.#values.map((_value, index) => `c${index}`);
    const pad = createRecordPadder(this.#used, this.#fixedSize);
    return createFunction(['pad', ...names], body)(pad, ...this.#values) as InfoWriter;
  }
}

function createFunction(names: readonly string[], body: string): (...values: unknown[]) => unknown {
  try {
    return new Function(...names, body) as (...values: unknown[]) => unknown;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw unreadable(
      'print formats cannot be compiled here: the place forbids generated code',
      "allow 'unsafe-eval' in the script-src of the page's Content-Security-Policy, or open the trace in a worker that allows it",
    );
  }
}
