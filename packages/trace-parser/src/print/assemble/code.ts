/** Instructions of WebAssembly, as bytes. */
export type Code = readonly number[];

/** The instructions that writers of events are made of (WebAssembly core specification, 5.4). */
export const OP = {
  BLOCK: 0x02,
  IF: 0x04,
  ELSE: 0x05,
  END: 0x0b,
  BR: 0x0c,
  RETURN: 0x0f,
  CALL: 0x10,
  SELECT: 0x1b,
  LOCAL_GET: 0x20,
  LOCAL_SET: 0x21,
  I32_LOAD: 0x28,
  I64_LOAD: 0x29,
  I64_LOAD8_S: 0x30,
  I64_LOAD8_U: 0x31,
  I64_LOAD16_S: 0x32,
  I64_LOAD16_U: 0x33,
  I64_LOAD32_S: 0x34,
  I64_LOAD32_U: 0x35,
  I64_STORE: 0x37,
  I32_STORE8: 0x3a,
  I32_CONST: 0x41,
  I64_CONST: 0x42,
  I32_EQZ: 0x45,
  I32_NE: 0x47,
  I32_LT_U: 0x49,
  I32_GT_S: 0x4a,
  I32_GE_S: 0x4e,
  I32_LE_U: 0x4d,
  I64_EQZ: 0x50,
  I64_EQ: 0x51,
  I64_NE: 0x52,
  I64_LT_S: 0x53,
  I64_LT_U: 0x54,
  I64_GT_S: 0x55,
  I64_GT_U: 0x56,
  I64_LE_S: 0x57,
  I64_LE_U: 0x58,
  I64_GE_S: 0x59,
  I64_GE_U: 0x5a,
  I32_ADD: 0x6a,
  I32_SUB: 0x6b,
  I32_MUL: 0x6c,
  I32_AND: 0x71,
  I32_OR: 0x72,
  I32_SHR_U: 0x76,
  I64_ADD: 0x7c,
  I64_SUB: 0x7d,
  I64_MUL: 0x7e,
  I64_AND: 0x83,
  I64_OR: 0x84,
  I64_XOR: 0x85,
  I64_SHL: 0x86,
  I64_SHR_S: 0x87,
  I64_SHR_U: 0x88,
  I32_WRAP: 0xa7,
  I64_EXTEND_U: 0xad,
  I64_EXTEND8_S: 0xc2,
  I64_EXTEND16_S: 0xc3,
  I64_EXTEND32_S: 0xc4,
} as const;

export const I32 = 0x7f;
export const I64 = 0x7e;
/** The type of a block without a result. */
export const EMPTY = 0x40;

/** An unsigned number below 2^32 (LEB128). */
export function encodeUnsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A signed number of at most 64 bits (LEB128). */
function encodeSigned(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -64n || rest > 63n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest & 0x7fn)];
}

export function constant32(value: number): Code {
  return [OP.I32_CONST, ...encodeSigned(BigInt(value | 0))];
}

export function constant64(value: bigint): Code {
  return [OP.I64_CONST, ...encodeSigned(BigInt.asIntN(64, value))];
}

export function getLocal(index: number): Code {
  return [OP.LOCAL_GET, ...encodeUnsigned(index)];
}

export function setLocal(index: number): Code {
  return [OP.LOCAL_SET, ...encodeUnsigned(index)];
}

/** A load or store at an address and so many bytes after it; nothing is assumed of its alignment. */
export function access(operation: number, offset: number): Code {
  return [operation, 0, ...encodeUnsigned(offset)];
}
