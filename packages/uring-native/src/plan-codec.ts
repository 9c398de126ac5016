import { Buffer } from 'node:buffer';
import type { Plan, PlanFile, PlanOps } from './plan.ts';
import { UringError } from './uring-error.ts';

// The layout is that of native/core/plan.hpp; the core checks what these bytes say.
const MAGIC = 0x4c505255;
const VERSION = 2;
const HEADER_BYTES = 72;
const FILE_HEADER_BYTES = 24;
const CONSUMERS = ['ignore', 'strict', 'resubmit', 'resubmit-wrong-offset'];
const COLUMNS = ['offset', 'length', 'rwFlags', 'generation', 'file', 'kind', 'sqeFlags'] as const;

/** The bytes of a plan, for the addon and for the agent. Throws E_USAGE where a number does not fit its field. */
export function encodePlan(plan: Plan): Uint8Array {
  check(plan);
  const files = plan.files.map((file, index) => encodeFile(file, plan.fileBytes[index] ?? 0n));
  const columns = COLUMNS.map((name) => bytesOf(plan.ops[name]));
  const parts = [encodeHeader(plan), ...files, ...columns];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + padded(part.length), 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += padded(part.length);
  }
  return bytes;
}

function encodeHeader(plan: Plan): Uint8Array {
  const { ring } = plan;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  view.setBigUint64(8, plan.runId, true);
  view.setBigUint64(64, plan.fileSizeLimit ?? 0n, true);
  const words: [number, number][] = [
    [0, MAGIC],
    [4, VERSION],
    [16, ring.depth],
    [20, ring.batch],
    [24, bits(ring.sqpoll, ring.registeredFiles, ring.registeredBuffers)],
    [28, ring.sqpollIdleMs],
    [32, CONSUMERS.indexOf(plan.consumer)],
    [36, bits(plan.verify, plan.poison)],
    [40, plan.firstRow],
    [44, plan.keepMismatches],
    [48, plan.stopAfterMismatches ?? 0],
    [52, plan.files.length],
    [56, plan.ops.kind.length],
    [60, ring.slotsPerBuffer ?? 1],
  ];
  for (const [at, value] of words) view.setUint32(at, value, true);
  return new Uint8Array(view.buffer);
}

function encodeFile(file: PlanFile, bytes: bigint): Uint8Array {
  const path = Buffer.from(file.path);
  const encoded = Buffer.alloc(FILE_HEADER_BYTES + path.length);
  encoded.writeUInt32LE(file.id, 0);
  encoded.writeUInt32LE(bits(file.direct, file.write, file.create, file.random), 4);
  encoded.writeBigUInt64LE(bytes, 8);
  encoded.writeUInt32LE(path.length, 16);
  encoded.set(path, FILE_HEADER_BYTES);
  return encoded;
}

/** Only what the bytes could not say; what the core refuses is not checked twice. */
function check(plan: Plan): void {
  const { ring } = plan;
  const numbers = {
    depth: ring.depth,
    batch: ring.batch,
    sqpollIdleMs: ring.sqpollIdleMs,
    slotsPerBuffer: ring.slotsPerBuffer ?? 1,
    firstRow: plan.firstRow,
    keepMismatches: plan.keepMismatches,
    stopAfterMismatches: plan.stopAfterMismatches ?? 0,
  };
  for (const [name, value] of Object.entries(numbers)) requireUint32(name, value);
  for (const file of plan.files) requireUint32('file id', file.id);
  const { fileSizeLimit = 1n } = plan;
  if (fileSizeLimit < 1n || BigInt.asUintN(63, fileSizeLimit) !== fileSizeLimit)
    throw usage(`fileSizeLimit: ${fileSizeLimit} is no limit`);
  for (const bytes of plan.fileBytes) {
    if (BigInt.asUintN(63, bytes) !== bytes) throw usage(`fileBytes: ${bytes} is not a file size`);
  }
  if (BigInt.asUintN(64, plan.runId) !== plan.runId) throw usage('runId: not an unsigned 64-bit integer');
  if (!CONSUMERS.includes(plan.consumer)) throw usage(`consumer: ${plan.consumer} is not known`);
  if (plan.fileBytes.length !== plan.files.length) throw usage('fileBytes: not one size a file');
  checkColumns(plan.ops);
}

function checkColumns(ops: PlanOps): void {
  const lengths = new Set(COLUMNS.map((name) => ops[name].length));
  if (lengths.size !== 1) throw usage(`ops: columns differ in length: ${[...lengths].join(', ')}`);
}

function requireUint32(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw usage(`${name}: ${value} is not an unsigned 32-bit integer`);
  }
}

function usage(message: string): UringError {
  return new UringError('E_USAGE', `plan: ${message}`);
}

function bytesOf(column: ArrayBufferView): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function bits(...flags: (boolean | undefined)[]): number {
  return flags.reduce((sum, flag, index) => sum | (flag === true ? 1 << index : 0), 0);
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
