import type { EventFormat } from '../../format/event-format.ts';
import type { Field } from '../../format/field.ts';
import type { PrintContext } from '../environment.ts';
import { PrintFormatError } from '../expression.ts';
import {
  access,
  type Code,
  constant32,
  constant64,
  EMPTY,
  getLocal,
  I32,
  type I64,
  OP,
  setLocal,
} from './code.ts';
import { encodeWriterModule, type HelperName, PARAMETER } from './writer-module.ts';

const MAX_DEPTH = 256;
/** Bytes of instructions; nothing that kernels print comes near. */
const MOST_CODE = 64 * 1024;
/** Records are no longer than what there is room for, see line-memory.ts. */
const LARGEST_OFFSET = 64 * 1024;
/** Bytes that one event is written to at most, besides so many for each byte of its record. */
const MOST_ROOM = 64 * 1024;
const MOST_ROOM_PER_BYTE = 8;
const WORD = 8;

/**
 * The function that writes one kind of event while it is put together, as `Program` is for JavaScript. What it does not know is refused by
 * a PrintFormatError: then JavaScript writes the event.
 */
export class Body {
  readonly context: PrintContext;
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #locals: number[] = [];
  readonly #head: Code[] = [];
  readonly #once = new Map<string, number>();
  readonly #helpers: HelperName[] = [];
  #code: Code[] = [];
  #size = 0;
  #fixedSize = 0;
  #room = 0;
  #roomPerByte = 0;
  #depth = 0;
  /** Bytes that were written after the place that `AT` has. */
  #written = 0;

  constructor(format: EventFormat, context: PrintContext) {
    this.context = context;
    this.#fields = new Map(format.fields.map((field) => [field.name, field]));
  }

  /** A field by name. Records too short for it are left to JavaScript. */
  field(name: string): Field {
    const field = this.#fields.get(name);
    if (field === undefined) throw new PrintFormatError('a field that the event does not have');
    const end = field.offset + field.size;
    if (!(field.offset >= 0 && end <= LARGEST_OFFSET)) throw new PrintFormatError('a field far out');
    this.#fixedSize = Math.max(this.#fixedSize, end);
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

  /** Makes sure of room for `count` bytes, and `perByte` for each byte of the record. */
  reserve(count: number, perByte = 0): void {
    this.#room += count + WORD;
    this.#roomPerByte += perByte;
    if (this.#room > MOST_ROOM || this.#roomPerByte > MOST_ROOM_PER_BYTE)
      throw new PrintFormatError('a text that is too long');
  }

  emit(...parts: readonly Code[]): void {
    for (const part of parts) {
      this.#size += part.length;
      if (this.#size > MOST_CODE) throw new PrintFormatError('the format is too long');
      this.#code.push(part);
    }
  }

  /** A new local variable. */
  local(type: typeof I32 | typeof I64): number {
    return PARAMETER.AT + this.#locals.push(type);
  }

  /** Computes an integer of 32 bits that depends on nothing but the record, before everything else; the local that has it. */
  once(key: string, code: () => Code): number {
    const known = this.#once.get(key);
    if (known !== undefined) return known;
    const computed = code();
    const local = this.local(I32);
    this.#once.set(key, local);
    this.#head.push(computed, setLocal(local));
    return local;
  }

  /** Calls a helper with what has been pushed. */
  call(helper: HelperName): Code {
    const known = this.#helpers.indexOf(helper);
    return [OP.CALL, known >= 0 ? known : this.#helpers.push(helper) - 1];
  }

  /** Writes a text that is known now. */
  literal(text: string): void {
    this.reserve(text.length);
    const bytes = new DataView(new ArrayBuffer(text.length + WORD));
    for (let index = 0; index < text.length; index++) bytes.setUint8(index, text.charCodeAt(index));
    for (let index = 0; index < text.length; index += WORD) {
      const word = constant64(bytes.getBigInt64(index, true));
      this.emit(getLocal(PARAMETER.AT), word, access(OP.I64_STORE, this.#written + index));
    }
    this.#written += text.length;
  }

  /** Writes a byte. */
  byte(value: Code): void {
    this.reserve(1);
    this.emit(getLocal(PARAMETER.AT), value, access(OP.I32_STORE8, this.#written));
    this.#written += 1;
  }

  /** The place that is written to next. */
  get place(): Code {
    const at = getLocal(PARAMETER.AT);
    return this.#written === 0 ? at : [...at, ...constant32(this.#written), OP.I32_ADD];
  }

  /** Appends by a helper that takes `args` and the place, and gives the place after it. */
  append(helper: HelperName, ...args: readonly Code[]): void {
    this.emit(...args, this.place, this.call(helper));
    this.moveTo([]);
  }

  /** Goes on at a place. */
  moveTo(place: Code): void {
    this.emit(place, setLocal(PARAMETER.AT));
    this.#written = 0;
  }

  /** Where the text written so far ends. */
  mark(): Code {
    const local = this.local(I32);
    this.settle();
    this.emit(getLocal(PARAMETER.AT), setLocal(local));
    return getLocal(local);
  }

  /** Makes `AT` the place that is written to next. */
  settle(): void {
    if (this.#written > 0) this.moveTo(this.place);
  }

  /** Writes one thing or the other. */
  choose(condition: Code, then: () => void, otherwise?: () => void): void {
    this.settle();
    this.emit(condition, [OP.IF, EMPTY]);
    then();
    this.settle();
    if (otherwise !== undefined) {
      this.emit([OP.ELSE]);
      otherwise();
      this.settle();
    }
    this.emit([OP.END]);
  }

  /** Runs `content` in a block that `leave` ends from within a choice. */
  block(content: (leave: () => void) => void): void {
    this.settle();
    this.emit([OP.BLOCK, EMPTY]);
    content(() => {
      this.settle();
      this.emit([OP.BR, 1]);
    });
    this.settle();
    this.emit([OP.END]);
  }

  /** The module of the function. */
  build(): Uint8Array {
    this.settle();
    const parameters = [PARAMETER.TYPE, PARAMETER.PAYLOAD, PARAMETER.SIZE, PARAMETER.AT].map(getLocal);
    const isShort = [...getLocal(PARAMETER.SIZE), ...constant32(this.#fixedSize), OP.I32_LT_U];
    const leave = this.call('writeOther');
    return encodeWriterModule(this.#helpers, this.#locals, [
      isShort,
      [OP.IF, EMPTY],
      ...parameters,
      leave,
      [OP.RETURN, OP.END],
      ...this.#head,
      ...this.#code,
      getLocal(PARAMETER.AT),
      [OP.END],
    ]);
  }
}
