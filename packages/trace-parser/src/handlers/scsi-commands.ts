/** Where the numbers of a command lie in its block (drivers/scsi/scsi_trace.c), as offset and bytes. */
interface BlockLayout {
  readonly address: readonly [offset: number, size: number];
  readonly length: readonly [offset: number, size: number];
}

const TEN: BlockLayout = { address: [2, 4], length: [7, 2] };
const TWELVE: BlockLayout = { address: [2, 4], length: [6, 4] };
const SIXTEEN: BlockLayout = { address: [2, 8], length: [10, 4] };
const THIRTY_TWO: BlockLayout = { address: [12, 8], length: [28, 4] };

/** Reads, writes, verifies and `WRITE SAME` by operation code. */
const LAYOUTS: ReadonlyMap<number, BlockLayout> = new Map([
  ...[0x28, 0x2a, 0x2f, 0x41].map((code) => [code, TEN] as const),
  ...[0xa8, 0xaa, 0xaf].map((code) => [code, TWELVE] as const),
  ...[0x88, 0x8a, 0x8f, 0x93].map((code) => [code, SIXTEEN] as const),
]);
const READ_6 = 0x08;
const WRITE_6 = 0x0a;
const WRITE_SAME_10 = 0x41;
const UNMAP = 0x42;
const VARIABLE_LENGTH = 0x7f;
const WRITE_SAME_16 = 0x93;
const SERVICE_ACTION_IN = 0x9e;

const LONG_COMMANDS: Readonly<Record<number, string>> = {
  9: 'READ_32',
  10: 'VERIFY_32',
  11: 'WRITE_32',
  13: 'WRITE_SAME_32',
};
const WRITE_SAME_32 = 13;
const SERVICE_ACTIONS: Readonly<Record<number, string>> = { 16: 'READ_CAPACITY_16', 18: 'GET_LBA_STATUS' };

/** Bytes of the block, 0 beyond its end. */
function byteAt(block: Uint8Array, offset: number): number {
  return block[offset] ?? 0;
}

/** A number of the block, all of which are big-endian. */
function readNumber(block: Uint8Array, [offset, size]: readonly [number, number]): bigint {
  let value = 0n;
  for (let index = 0; index < size; index++) value = value * 256n + BigInt(byteAt(block, offset + index));
  return value;
}

function formatRange(block: Uint8Array, { address, length }: BlockLayout): string {
  return `lba=${readNumber(block, address)} txlen=${readNumber(block, length)}`;
}

/** The byte that has the bits of protection and unmapping. */
function formatFlags(flags: number, unmaps: boolean, between = ''): string {
  return ` protect=${flags >> 5}${between}${unmaps ? ` unmap=${(flags >> 3) & 1}` : ''}`;
}

function formatShort(block: Uint8Array): string {
  const address = readNumber(block, [1, 3]) & 0x1fffffn;
  return `lba=${address} txlen=${byteAt(block, 4)}`;
}

function formatLong(block: Uint8Array): string {
  const action = Number(readNumber(block, [8, 2]));
  const name = LONG_COMMANDS[action];
  if (name === undefined) return '-';
  const reference = ` ei_lbrt=${readNumber(block, [20, 4])}`;
  return `${name} ${formatRange(block, THIRTY_TWO)}${formatFlags(byteAt(block, 10), action === WRITE_SAME_32, reference)}`;
}

function formatServiceAction(block: Uint8Array): string {
  const name = SERVICE_ACTIONS[byteAt(block, 1) & 0x1f];
  if (name === undefined) return 'UNKNOWN';
  return `${name} lba=${readNumber(block, [2, 8])} alloc_len=${readNumber(block, [10, 4])}`;
}

/** What a SCSI command block asks for, in the words of drivers/scsi/scsi_trace.c; `-` for commands it has none for. */
export function formatCommandBlock(block: Uint8Array): string {
  const code = byteAt(block, 0);
  const layout = LAYOUTS.get(code);
  if (layout !== undefined) {
    const unmaps = code === WRITE_SAME_10 || code === WRITE_SAME_16;
    return `${formatRange(block, layout)}${formatFlags(byteAt(block, 1), unmaps)}`;
  }
  switch (code) {
    case READ_6:
    case WRITE_6:
      return block.length === 0 ? '-' : formatShort(block);
    case UNMAP:
      return `regions=${(((Number(readNumber(block, [7, 2])) - 8) >>> 0) / 16) >>> 0}`;
    case SERVICE_ACTION_IN:
      return formatServiceAction(block);
    case VARIABLE_LENGTH:
      return formatLong(block);
    default:
      return '-';
  }
}
