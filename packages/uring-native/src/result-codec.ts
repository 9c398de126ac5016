import {
  type Execution,
  type KeptMismatch,
  type OpResults,
  SECTOR_CLASSES,
  type SectorRange,
} from './execution.ts';
import { uringErrorOf } from './system-failure.ts';
import { UringError } from './uring-error.ts';

// The layout is that of native/core/result.hpp.
const MAGIC = 0x53525255;
const VERSION = 2;
const HEADER_BYTES = 64;
const MISMATCH_BYTES = 32;
const RANGE_BYTES = 40;
const KNOWN = { row: 1, file: 2, offset: 4, generation: 8 };

const COLUMNS = {
  offset: BigInt64Array,
  userData: BigUint64Array,
  submitNs: BigInt64Array,
  completeNs: BigInt64Array,
  length: Uint32Array,
  rwFlags: Uint32Array,
  generation: Uint32Array,
  result: Int32Array,
  cqeFlags: Uint32Array,
  lastResult: Int32Array,
  total: Int32Array,
  badBytes: Uint32Array,
  file: Uint16Array,
  buffer: Uint16Array,
  attempts: Uint16Array,
  kind: Uint8Array,
  sqeFlags: Uint8Array,
  outcome: Uint8Array,
} as const satisfies { [K in keyof OpResults]: unknown };

/** Reads result bytes; the columns are views of them where the alignment allows. Throws the error they hold, or E_USAGE. */
export function decodeResult(bytes: Uint8Array): Execution {
  // Columns of eight-byte words need an aligned buffer of their own, and a Buffer's slice() would be no copy.
  const { buffer, byteOffset, length } = bytes;
  const aligned = byteOffset % 8 === 0 ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes);
  try {
    return decode(aligned);
  } catch (cause) {
    if (cause instanceof RangeError) throw new UringError('E_USAGE', 'result: it ends too soon', { cause });
    throw cause;
  }
}

function decode(bytes: Uint8Array): Execution {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC || view.getUint16(4, true) !== VERSION) {
    throw new UringError('E_USAGE', 'result: not the result of a plan');
  }
  if (view.getUint16(6, true) !== 0) throw decodeError(bytes, view);
  const word = (at: number) => view.getUint32(at, true);
  const completed = word(8);
  const { ops, end } = decodeColumns(bytes, completed);
  return {
    completed,
    ops,
    mismatches: decodeMismatches(bytes, end, word(12)),
    startNs: view.getBigUint64(16, true),
    elapsedNs: view.getBigUint64(24, true),
    counters: {
      shortReads: word(32),
      errors: word(36),
      mismatches: word(40),
      resubmissions: word(44),
      cqOverflows: word(48),
    },
    aborted: word(52) !== 0,
    ringFeatures: word(56),
    executorTid: word(60),
  };
}

function decodeError(bytes: Uint8Array, view: DataView): UringError {
  const callEnd = 20 + view.getUint32(12, true);
  const messageEnd = callEnd + view.getUint32(16, true);
  const text = new TextDecoder();
  return uringErrorOf({
    errno: view.getInt32(8, true),
    syscall: text.decode(bytes.subarray(20, callEnd)),
    message: text.decode(bytes.subarray(callEnd, messageEnd)),
  });
}

function decodeColumns(bytes: Uint8Array, rows: number): { ops: OpResults; end: number } {
  const ops: Record<string, unknown> = {};
  let at = HEADER_BYTES;
  for (const [name, Column] of Object.entries(COLUMNS)) {
    ops[name] = new Column(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, rows);
    at += Math.ceil((rows * Column.BYTES_PER_ELEMENT) / 8) * 8;
  }
  return { ops: ops as unknown as OpResults, end: at };
}

function decodeMismatches(bytes: Uint8Array, start: number, count: number): KeptMismatch[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mismatches: KeptMismatch[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const rangesAt = at + MISMATCH_BYTES;
    const bufferAt = rangesAt + view.getUint32(at + 12, true) * RANGE_BYTES;
    const bufferEnd = bufferAt + view.getUint32(at + 16, true);
    const restAt = view.getUint32(at + 20, true);
    mismatches.push({
      row: view.getUint32(at, true),
      firstBad: view.getUint32(at + 4, true),
      badBytes: view.getUint32(at + 8, true),
      ...(restAt === 0
        ? {}
        : { rest: { position: restAt, offset: Number(view.getBigUint64(at + 24, true)) } }),
      ranges: decodeRanges(bytes.subarray(rangesAt, bufferAt)),
      buffer: bytes.slice(bufferAt, bufferEnd),
    });
    at = bufferEnd + ((8 - ((bufferEnd - start) % 8)) % 8);
  }
  return mismatches;
}

export function decodeRanges(bytes: Uint8Array): SectorRange[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ranges: SectorRange[] = [];
  for (let at = 0; at < bytes.length; at += RANGE_BYTES) {
    const known = view.getUint32(at + 12, true);
    const origin = {
      ...(known & KNOWN.row ? { row: view.getUint32(at + 16, true) } : {}),
      ...(known & KNOWN.file ? { file: view.getUint32(at + 20, true) } : {}),
      ...(known & KNOWN.offset ? { offset: Number(view.getBigUint64(at + 24, true)) } : {}),
      ...(known & KNOWN.generation ? { generation: view.getUint32(at + 32, true) } : {}),
    };
    ranges.push({
      start: view.getUint32(at, true),
      end: view.getUint32(at + 4, true),
      class: SECTOR_CLASSES[view.getUint32(at + 8, true)] ?? 'noise',
      ...(known === 0 ? {} : { origin }),
    });
  }
  return ranges;
}
