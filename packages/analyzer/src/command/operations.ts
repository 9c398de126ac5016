import { formatHex, formatResult } from '@uringlab/schema';
import type { TableRequest } from './tally-requests.ts';

/** Requests that move bytes of a file, or flush it, by IORING_OP_* (include/uapi/linux/io_uring.h). */
const OPERATIONS: ReadonlyMap<number, string> = new Map([
  [1, 'READV'],
  [2, 'WRITEV'],
  [3, 'FSYNC'],
  [4, 'READ_FIXED'],
  [5, 'WRITE_FIXED'],
  [22, 'READ'],
  [23, 'WRITE'],
  [60, 'READV_FIXED'],
  [61, 'WRITEV_FIXED'],
]);

const FSYNC = 3;

export function isTransfer(opcode: number): boolean {
  return opcode !== FSYNC && OPERATIONS.has(opcode);
}

/** `READ`; `OP_46` for one that is none of a file's bytes. */
export function nameOperation(opcode: number): string {
  return OPERATIONS.get(opcode) ?? `OP_${opcode}`;
}

/** `read`, `write`, or what the operation is called. */
export function verbOf(operation: string): string {
  if (operation.startsWith('READ')) return 'read';
  return operation.startsWith('WRITE') ? 'write' : operation;
}

/** A row of sqe.arrow as a line of evidence. */
export function describeRow({ thread, operation, length, offset, path, result }: TableRequest): string {
  return `thread ${thread}: ${operation} of ${length} bytes at ${formatHex(offset)} of ${path}: res = ${formatResult(result)}`;
}
