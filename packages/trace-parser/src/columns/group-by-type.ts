/** Rows of one type. */
export interface TypeRows {
  readonly type: number;
  readonly rows: Uint32Array;
}

/** Sorts the rows of a batch by type, in the order of the types and of the rows. */
export function groupByType(types: Uint32Array, typeCount: number): TypeRows[] {
  const ends = new Uint32Array(typeCount + 1);
  for (let row = 0; row < types.length; row++) {
    const next = (types[row] as number) + 1;
    ends[next] = (ends[next] as number) + 1;
  }
  for (let type = 1; type <= typeCount; type++)
    ends[type] = (ends[type] as number) + (ends[type - 1] as number);
  const starts = ends.slice();
  const sorted = new Uint32Array(types.length);
  for (let row = 0; row < types.length; row++) {
    const type = types[row] as number;
    const place = starts[type] as number;
    sorted[place] = row;
    starts[type] = place + 1;
  }
  const groups: TypeRows[] = [];
  for (let type = 0; type < typeCount; type++) {
    const rows = sorted.subarray(ends[type], ends[type + 1]);
    if (rows.length > 0) groups.push({ type, rows });
  }
  return groups;
}
