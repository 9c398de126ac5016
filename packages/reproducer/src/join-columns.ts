import { OPS_COLUMN_TYPES, type OpsColumns } from '@uringlab/schema';

type Column = OpsColumns[keyof OpsColumns];

/** The columns of all phases one behind the other, with the phase in a column of its own. */
export function joinColumns(parts: readonly Omit<OpsColumns, 'phase'>[]): OpsColumns {
  const rows = parts.reduce((sum, part) => sum + part.result.length, 0);
  const joined: Record<string, Column> = {};
  for (const [name, Type] of Object.entries(OPS_COLUMN_TYPES)) {
    const column = new Type(rows) as Column;
    let start = 0;
    for (const [phase, part] of parts.entries()) {
      const length = part.result.length;
      if (name === 'phase') (column as Uint8Array).fill(phase, start, start + length);
      else (column.set as (values: Column, offset: number) => void)(part[name as keyof typeof part], start);
      start += length;
    }
    joined[name] = column;
  }
  return joined as unknown as OpsColumns;
}
