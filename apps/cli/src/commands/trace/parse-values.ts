import { InvalidArgumentError } from 'commander';

const MOST_CPUS = 65_536;

/** `0,2-3`; several options add up. */
export function parseCpus(text: string, before: readonly number[] = []): number[] {
  const cpus = new Set(before);
  for (const part of text.split(',')) {
    const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (first === '' || low > high || high >= MOST_CPUS)
      throw new InvalidArgumentError('CPUs such as 0,2-3 are expected.');
    for (let cpu = low; cpu <= high; cpu++) cpus.add(cpu);
  }
  return [...cpus];
}

/** Seconds as reports print them (`1012.317287`), or a count of the clock's own units (`1012317287000ns`). */
export function parseTime(text: string): bigint {
  const count = /^(\d{1,19})ns$/.exec(text)?.[1];
  if (count !== undefined) return BigInt(count);
  const [, seconds, decimals = ''] = /^(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (seconds === undefined)
    throw new InvalidArgumentError(
      'seconds such as 1012.317287, or nanoseconds such as 1012317287000ns, are expected.',
    );
  return BigInt(seconds) * 1_000_000_000n + BigInt(decimals.padEnd(9, '0'));
}

/** A number that may be negative. */
export function parseOffset(text: string): bigint {
  if (!/^[+-]?\d{1,18}$/.test(text)) throw new InvalidArgumentError('a number of nanoseconds is expected.');
  return BigInt(text.replace(/^\+/, ''));
}

export function collect(text: string, before: readonly string[] = []): string[] {
  if (text === '') throw new InvalidArgumentError('something is expected.');
  return [...before, text];
}
