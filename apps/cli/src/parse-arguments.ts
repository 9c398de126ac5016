import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `65536`, `64k`, `64KiB`, `256m`: powers of 1024, as fio and xfs_io take them. */
export function parseBytes(text: string): number {
  const [, digits, unit] = /^(\d+)([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit?.toLowerCase() ?? ''] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes) || bytes === 0)
    throw new InvalidArgumentError('a size such as 4096, 64k or 256m is expected.');
  return bytes;
}

/** A block is read into a buffer of the pool and has to be whole sectors. */
export function parseBlockBytes(text: string): number {
  const bytes = parseBytes(text);
  if (bytes % 4096 !== 0 || bytes > 2 ** 20)
    throw new InvalidArgumentError('a multiple of 4096 up to 1m is expected.');
  return bytes;
}

/** The empty string would quietly be the directory at hand. */
export function parsePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('a path is expected.');
  return text;
}

export function parseCount(low: number, high: number): (text: string) => number {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= low && count <= high))
      throw new InvalidArgumentError(`a number from ${low} to ${high} is expected.`);
    return count;
  };
}

/** For arguments that are given again and again. */
export function parsePathList(text: string, before: string[] = []): string[] {
  return [...before, parsePath(text)];
}
