import { formatHex, type Mismatch } from '@uringlab/schema';

const ROW_BYTES = 16;

/** Sixteen bytes of a mismatch as expected and as received, or a stand-in for rows that say nothing new. */
export type HexRow =
  | { kind: 'bytes'; address: string; expected: Cell[]; received: Cell[]; differs: boolean }
  | { kind: 'equal'; address: string; rows: number }
  | { kind: 'repeat'; address: string; rows: number };

/** A byte: two hex digits, its ASCII character or a point, and whether it differs from its counterpart. */
export interface Cell {
  hex: string;
  character: string;
  differs: boolean;
}

function cells(row: Buffer, other: Buffer): Cell[] {
  return [...row].map((byte, index) => ({
    hex: byte.toString(16).padStart(2, '0'),
    character: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    differs: byte !== other[index],
  }));
}

/**
 * The sample of a mismatch in rows of 16, addressed by offset in the file. Runs of rows that are equal on
 * both sides, and of rows that repeat the one before, become one row each.
 */
export function hexRows(mismatch: Mismatch): HexRow[] {
  const expected = Buffer.from(mismatch.sample.expected, 'hex');
  const received = Buffer.from(mismatch.sample.received, 'hex');
  const rows: HexRow[] = [];
  let before = '';
  for (let at = 0; at < Math.min(expected.length, received.length); at += ROW_BYTES) {
    const want = expected.subarray(at, at + ROW_BYTES);
    const have = received.subarray(at, at + ROW_BYTES);
    const address = formatHex(mismatch.offset + mismatch.sample.at + at);
    const differs = !want.equals(have);
    const content = `${want.toString('hex')}${have.toString('hex')}`;
    const kind = differs ? (content === before ? 'repeat' : 'bytes') : 'equal';
    before = content;
    const last = rows.at(-1);
    if (kind === 'bytes') {
      rows.push({ kind, address, expected: cells(want, have), received: cells(have, want), differs });
    } else if (last?.kind === kind) {
      last.rows += 1;
    } else {
      rows.push({ kind, address, rows: 1 });
    }
  }
  return rows;
}
