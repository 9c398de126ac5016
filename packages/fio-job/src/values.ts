import { refuse } from './place.ts';
import type { Option } from './read-sections.ts';

const POWERS: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4, p: 5 };

/** `4k`, `4kb`, `4ki`, `0x1000`; by kb_base=1024, fio's default, `4kib` is 4000 (parse.c, __get_mult_bytes()). */
const SIZE = /^(0x[\da-f]+|\d+)(?:([kmgtp])(ib|i|b)?|b)?$/i;

/** Bytes, or a bare number; null for what is no whole number that a file can have bytes of. */
export function parseSize(text: string, kilo: 1000 | 1024): number | null {
  const [, digits, prefix, unit] = SIZE.exec(text) ?? [];
  if (digits === undefined) return null;
  const opposite = kilo === 1024 ? 1000 : 1024;
  const base = unit?.toLowerCase() === 'ib' ? opposite : kilo;
  const bytes = Number(digits) * base ** (prefix === undefined ? 0 : (POWERS[prefix.toLowerCase()] ?? 0));
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** A size that the option gives. Throws E_FIO_JOB; fio itself reads as much of `1.5m` as is a number. */
export function sizeOf(option: Option, kilo: 1000 | 1024, text = option.value ?? ''): number {
  const size = parseSize(text.trim(), kilo);
  if (size === null)
    throw refuse(
      option,
      `${option.name}=${option.value}: ${text} is no size`,
      'a whole number with k, m, g, t or p behind it, such as 64k',
    );
  return size;
}

/** A whole number in its bounds. Throws E_FIO_JOB. */
export function countOf(option: Option, least: number, most: number): number {
  const count = parseSize(option.value ?? '', 1024);
  if (count === null || count < least || count > most)
    throw refuse(
      option,
      `${option.name}=${option.value} is not from ${least} to ${most}`,
      `${option.name}=${least}`,
    );
  return count;
}

/** 0 or 1; a flag alone is 1. Throws E_FIO_JOB. */
export function booleanOf(option: Option): boolean {
  const { name, value } = option;
  if (value === null || value === '1' || value === '') return true;
  if (value === '0') return false;
  throw refuse(option, `${name}=${value} is neither 0 nor 1`, `${name}=1`);
}
