import { decodeLatin1 } from '../bytes/latin1.ts';

const FIRST_SLOTS = 64;
const RECENT = 1024;

/** Numbers names in the order in which they are met, without making text of those met before. */
export class NameTable {
  readonly #limit: number;
  readonly #names: Uint8Array[] = [];
  /** Number of the name whose hash led there, plus 1; 0 is free. */
  #slots = new Uint32Array(FIRST_SLOTS);
  /** The number met last, plus 1, by the length and two letters: few names have those in common. */
  readonly #recent = new Uint32Array(RECENT);

  /** A text that is damaged could have any number of names; all above `limit` get the number `limit`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of the name at `start`; a new one is kept. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const place = (end - start) * 289 + (bytes[end - 1] ?? 0) * 17 + (bytes[(start + end) >> 1] ?? 0);
    const recent = (this.#recent[place & (RECENT - 1)] as number) - 1;
    if (recent >= 0 && equals(this.#names[recent] as Uint8Array, bytes, start, end)) return recent;
    const number = this.#search(bytes, start, end);
    if (number < this.#limit) this.#recent[place & (RECENT - 1)] = number + 1;
    return number;
  }

  #search(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] as number;
      if (number === 0) return this.#add(bytes.slice(start, end), slot);
      if (equals(this.#names[number - 1] as Uint8Array, bytes, start, end)) return number - 1;
    }
  }

  text(number: number): string {
    return decodeLatin1(this.#names[number] as Uint8Array);
  }

  #add(name: Uint8Array, slot: number): number {
    if (this.#names.length >= this.#limit) return this.#limit;
    this.#names.push(name);
    this.#slots[slot] = this.#names.length;
    if (this.#names.length * 2 > this.#slots.length) this.#grow();
    return this.#names.length - 1;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const [index, name] of this.#names.entries()) {
      let slot = hash(name, 0, name.length) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

function equals(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = name;
  if (length !== end - start) return false;
  for (let index = 0; index < length; index++) if (name[index] !== bytes[start + index]) return false;
  return true;
}
