import type { Conversion } from '../conversion.ts';
import type { Expression } from '../expression.ts';
import { createSymbolWriter, writePointer } from '../runtime/write-address.ts';
import { writeHexBytes } from '../runtime/write-arrays.ts';
import { writeIp4, writeIp6, writeMac, writeSocketAddress, writeUuid } from '../runtime/write-network.ts';
import { generateContent } from './contents.ts';
import { generateNumber } from './numbers.ts';
import type { Program } from './program.ts';
import { generateBits, reserveFor } from './texts.ts';
import { toInt, toWide } from './value.ts';

const ADDRESS_ROOM = 64;
/** Bytes that `%*ph` prints at most (lib/vsprintf.c, hex_string). */
const MAX_HEX_BYTES = 64;

const SEPARATORS: Readonly<Record<string, number>> = { C: 58, D: 45, N: 0 };

/** Extensions that print bytes of the record, by their first letter. */
const WRITERS: Readonly<Record<string, (...args: never[]) => number>> = {
  U: writeUuid,
  M: writeMac,
  m: writeMac,
  I4: writeIp4,
  i4: writeIp4,
  I6: writeIp6,
  i6: writeIp6,
  IS: writeSocketAddress,
  iS: writeSocketAddress,
};

function generateBuffer(program: Program, conversion: Conversion, next: () => Expression): void {
  const { kind, width } = conversion;
  const asked = width === '*' ? program.local(toInt(generateNumber(program, next()))) : `${width || 1}`;
  const content = generateContent(program, next());
  if (kind.startsWith('pb')) {
    generateBits(program, content, kind === 'pbl', asked);
    return;
  }
  const count = program.local(`Math.max(0,Math.min(${asked},${MAX_HEX_BYTES},${content.length}))`);
  reserveFor(program, content, 3);
  const separator = SEPARATORS[kind.charAt(2)] ?? 32;
  program.line(`p=${program.value(writeHexBytes)}(view,${content.start},${count},${separator},b,p);`);
}

/** Generates a `%p` conversion and its extensions (Documentation/core-api/printk-formats.rst). */
export function generatePointer(program: Program, conversion: Conversion, next: () => Expression): void {
  const { kind } = conversion;
  if (/^p[hb]/.test(kind)) {
    generateBuffer(program, conversion, next);
    return;
  }
  program.reserve(ADDRESS_ROOM);
  const writer = WRITERS[kind.slice(1, 3)] ?? WRITERS[kind.slice(1, 2)];
  if (writer !== undefined) {
    const content = generateContent(program, next());
    const style = program.value(kind);
    program.line(`p=${program.value(writer)}(view,${content.start},${content.length},${style},b,p);`);
    return;
  }
  const { high, low } = toWide(program, generateNumber(program, next()));
  if (/^p[sSfFB]$/.test(kind)) {
    const withOffset = kind !== 'ps' && kind !== 'pf';
    const write = createSymbolWriter(withOffset, program.context);
    program.append(`${program.value(write)}(out,${high},${low})`);
  } else program.line(`p=${program.value(writePointer)}(b,p,${high},${low});`);
}
