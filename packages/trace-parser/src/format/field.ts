import type { FieldLine } from './format-lines.ts';

/** A field of an event, with its C declaration understood. */
export interface Field {
  readonly name: string;
  /** C type without the brackets: `unsigned long`, `char`, `void *`. */
  readonly type: string;
  readonly offset: number;
  /** Bytes; 0 for an array that reaches to the end of the payload. */
  readonly size: number;
  readonly signed: boolean;
  readonly array: boolean;
  readonly pointer: boolean;
  /** An array of `char`. */
  readonly text: boolean;
  /** Bytes of one element of an array, or of the value itself. */
  readonly elementSize: number;
  /** How the four bytes in the record point to the content: from the payload's start, or from the field's end. */
  readonly location: 'data' | 'relative' | null;
}

const SIZES: Readonly<Record<string, number>> = {
  char: 1,
  u8: 1,
  s8: 1,
  __u8: 1,
  __s8: 1,
  uint8_t: 1,
  bool: 1,
  short: 2,
  u16: 2,
  s16: 2,
  __u16: 2,
  __s16: 2,
  __le16: 2,
  __be16: 2,
  int: 4,
  unsigned: 4,
  uint: 4,
  u32: 4,
  s32: 4,
  __u32: 4,
  __s32: 4,
  __le32: 4,
  __be32: 4,
  u64: 8,
  s64: 8,
  __u64: 8,
  __s64: 8,
  __le64: 8,
  __be64: 8,
};

/** Bytes of a C type by its words, 0 when the words do not tell. `long` and pointers follow the recorded kernel. */
export function sizeOfType(type: string, longSize: number): number {
  if (type.includes('*')) return longSize;
  const words = type.split(/\s+/).filter((word) => word !== 'const' && word !== 'signed');
  if (words.filter((word) => word === 'long').length === 2) return 8;
  if (words.some((word) => word === 'long' || word === 'size_t' || word === 'ssize_t' || word === 'loff_t')) {
    return words.includes('loff_t') ? 8 : longSize;
  }
  const significant = words.filter((word) => word !== 'unsigned' || words.length === 1);
  for (const word of ['char', 'short']) if (significant.includes(word)) return SIZES[word] ?? 0;
  return significant.length === 1 ? (SIZES[significant[0] ?? ''] ?? 0) : 0;
}

/** Understands one declaration; undefined when there is no name in it. */
export function parseField(line: FieldLine, longSize: number): Field | undefined {
  const declaration = line.declaration.replace(/__attribute__\s*\(\(.*?\)\)/g, ' ').trim();
  const prefix = /^__(data|rel)_loc\s+/.exec(declaration);
  const rest = prefix === null ? declaration : declaration.slice(prefix[0].length);
  const match = /^(.*?)([A-Za-z_]\w*)\s*(\[[^\]]*\]|)\s*$/s.exec(rest);
  if (match === null) return undefined;
  const location = prefix === null ? null : prefix[1] === 'data' ? 'data' : 'relative';
  const bracketsInType = /\[([^\]]*)\]/.exec(match[1] ?? '');
  const type = (match[1] ?? '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const brackets = match[3] || bracketsInType?.[0] || '';
  const array = brackets !== '' || location !== null;
  const pointer = type.endsWith('*');
  const declaredCount = /^\[\s*(\d{1,7})\s*\]$/.exec(brackets)?.[1];
  const count = declaredCount === undefined ? 0 : Number(declaredCount);
  const known = sizeOfType(type, longSize);
  const elementSize = array ? known || (count > 0 ? Math.floor(line.size / count) : 1) || 1 : line.size;
  return {
    name: match[2] ?? '',
    type,
    offset: line.offset,
    size: line.size,
    signed: line.signed,
    array,
    pointer,
    text: array && !pointer && /\bchar\b/.test(type),
    elementSize,
    location,
  };
}
