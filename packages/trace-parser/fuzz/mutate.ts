import type { Structure, StructureField } from './find-fields.ts';
import type { Random } from './random.ts';

export interface Mutation {
  readonly bytes: Uint8Array;
  /** What was done, for people. */
  readonly what: string;
  /** The one page all of it is in, by its offset. */
  readonly page?: number;
}

const PAGE = 4096;

function readField(bytes: Uint8Array, { at, size }: StructureField): bigint {
  return bytes.subarray(at, at + size).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function writeField(bytes: Uint8Array, { at, size }: StructureField, value: bigint): void {
  for (let byte = 0; byte < size; byte++)
    bytes[at + byte] = Number(BigInt.asUintN(8, value >> BigInt(8 * byte)));
}

function mutateField(bytes: Uint8Array, { fields }: Structure, random: Random): Mutation {
  const field = random.pick(fields);
  const { at, size, page } = field;
  const old = readField(bytes, field);
  const copy = bytes.slice();
  const value = random.pick([
    0n,
    1n,
    -1n,
    old + 1n,
    old - 1n,
    old * 2n,
    1n << BigInt(size * 8 - 1),
    old + 4n,
    old - 4n,
    BigInt(random.below(2 ** 32)),
    BigInt(bytes.length),
    0xfffffffcn,
  ]);
  writeField(copy, field, value);
  if (random.below(12) === 0) copy.subarray(at, at + size).set(bytes.slice(at, at + size).reverse());
  return { bytes: copy, what: `field of ${size} at ${at}`, ...(page === undefined ? {} : { page }) };
}

function truncate(bytes: Uint8Array, { fields }: Structure, random: Random): Mutation {
  const boundary =
    fields.length > 0 && random.below(3) > 0 ? random.pick(fields).at : random.below(bytes.length);
  const length = Math.max(0, Math.min(bytes.length, boundary + random.below(3) - 1));
  return { bytes: bytes.slice(0, length), what: `cut to ${length}` };
}

function flip(bytes: Uint8Array, _structure: Structure, random: Random): Mutation {
  const copy = bytes.slice();
  const count = 1 + random.below(8);
  for (let index = 0; index < count; index++) {
    const at = random.below(bytes.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  }
  return { bytes: copy, what: `${count} bits flipped` };
}

function splice(bytes: Uint8Array, { pages }: Structure, random: Random): Mutation {
  const at = random.below(bytes.length);
  const size = 1 + random.below(random.pick([4, 64, PAGE]));
  const action = random.below(4);
  if (action === 0)
    return join(`${size} bytes left out at ${at}`, bytes.subarray(0, at), bytes.subarray(at + size));
  if (action === 1)
    return join(`${size} bytes twice at ${at}`, bytes.subarray(0, at + size), bytes.subarray(at));
  if (action === 2) {
    const inserted = Uint8Array.from({ length: size }, () => random.below(256));
    return join(`${size} bytes put in at ${at}`, bytes.subarray(0, at), inserted, bytes.subarray(at));
  }
  const copy = bytes.slice();
  const from = pages.length > 1 ? random.pick(pages) : at;
  const to = pages.length > 1 ? random.pick(pages) : random.below(bytes.length);
  copy.copyWithin(to, from, from + (pages.length > 1 ? PAGE : size));
  return { bytes: copy, what: `copied from ${from} to ${to}` };
}

function join(what: string, ...parts: readonly Uint8Array[]): Mutation {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, what };
}

function overwrite(bytes: Uint8Array, { pages }: Structure, random: Random): Mutation {
  const copy = bytes.slice();
  const fill = random.pick([0, 1, 0x7f, 0xff, -1]);
  const page = pages.length > 0 && random.below(2) === 0 ? random.pick(pages) : undefined;
  const start = page === undefined ? random.below(bytes.length) : page + random.below(PAGE);
  const end = Math.min(start + 1 + random.below(2000), page === undefined ? bytes.length : page + PAGE);
  for (let at = start; at < end; at++) copy[at] = fill < 0 ? random.below(256) : fill;
  return { bytes: copy, what: `${start} to ${end} overwritten`, ...(page === undefined ? {} : { page }) };
}

/** A damaged copy of a file. */
export function mutate(bytes: Uint8Array, structure: Structure, random: Random): Mutation {
  const structured = structure.fields.length > 0 ? [mutateField, mutateField, mutateField, mutateField] : [];
  const first = random.pick([...structured, truncate, flip, splice, overwrite])(bytes, structure, random);
  if (random.below(6) > 0 || first.bytes.length === 0) return first;
  const second = random.pick([flip, splice, overwrite])(first.bytes, { fields: [], pages: [] }, random);
  return { bytes: second.bytes, what: `${first.what}, ${second.what}` };
}
