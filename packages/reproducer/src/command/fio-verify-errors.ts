import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { VerifyError } from '@uringlab/schema';
import { look } from '@uringlab/uring-native';

/** A line of fio 3.x on what its verification found (verify.c, log_verify_failure()), with the range of the block. */
const ERROR =
  /^(?:\S+: verify failed|verify: bad ).* at file (.+) offset \d+, length \d+ \(requested block: offset=(\d+), length=(\d+)/;
const DUMP = /^\s+(received|expected) data dumped as (.+)$/;

/** Of a run: what was found first is what counts. */
const MOST_ERRORS = 16;

/** What fio told of one range: the line, and the names of the dumps it made of it. */
interface Told {
  line: string;
  file: string;
  offset: number;
  length: number;
  received?: string;
  expected?: string;
}

/** What fio's verification found, by what fio wrote to its standard error. */
export function parseVerifyErrors(text: string): Told[] {
  const told: Told[] = [];
  for (const line of text.split('\n')) {
    const [, file, offset, length] = ERROR.exec(line) ?? [];
    const [, which, name] = DUMP.exec(line) ?? [];
    const last = told.at(-1);
    if (file !== undefined) told.push({ line, file, offset: Number(offset), length: Number(length) });
    else if (last !== undefined && which !== undefined && name !== undefined)
      last[which as 'received' | 'expected'] ??= name;
  }
  return told.slice(0, MOST_ERRORS);
}

/** The bytes of a range; null where they cannot be had. */
async function readRange({ file, offset, length }: Told, direct: boolean): Promise<Uint8Array | null> {
  try {
    const { result, bytes } = await look(resolve(file), BigInt(offset), length, { direct });
    return result === length ? bytes.slice(0, length) : null;
  } catch {
    return null;
  }
}

async function readDump(name: string | undefined): Promise<Uint8Array | null> {
  return name === undefined ? null : await readFile(resolve(name)).catch(() => null);
}

function areSame(one: Uint8Array | null, other: Uint8Array | null): boolean | null {
  return one === null || other === null ? null : Buffer.compare(one, other) === 0;
}

/** Looks at the ranges that fio calls wrong, by a direct and a buffered pread, and at fio's own dumps. Never throws. */
export async function lookAtVerifyErrors(text: string): Promise<VerifyError[]> {
  const errors: VerifyError[] = [];
  for (const told of parseVerifyErrors(text)) {
    // The direct one first: a buffered one would write nothing back, but it fills the cache.
    const disk = await readRange(told, true);
    const cache = await readRange(told, false);
    const { line, file, offset, length } = told;
    errors.push({
      ...{ line, file, offset, length },
      cacheIsDisk: areSame(cache, disk),
      receivedIsCache: areSame(await readDump(told.received), cache),
      expectedIsCache: areSame(await readDump(told.expected), cache),
    });
  }
  return errors;
}
