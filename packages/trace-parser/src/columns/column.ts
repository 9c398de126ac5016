export type IntegerArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** One integer to a row, of the field's own width and sign. A record too short for the field has 0. */
export interface IntegerColumn {
  readonly kind: 'integer';
  readonly name: string;
  /** Base to print values in: pointers and bit masks are hexadecimal. */
  readonly hex: boolean;
  readonly values: IntegerArray;
}

/** Text of any bytes: row `r` is `bytes[offsets[r]]` to `bytes[offsets[r + 1]]`, without the NUL. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

/** Arrays of integers: row `r` has the elements `offsets[r]` to `offsets[r + 1]`. Elements of odd sizes are bytes. */
export interface ListColumn {
  readonly kind: 'list';
  readonly name: string;
  readonly offsets: Uint32Array;
  readonly values: IntegerArray;
}

export type Column = IntegerColumn | TextColumn | ListColumn;
