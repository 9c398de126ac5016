import {
  AsyncByteQueue,
  type Data,
  type DataType,
  Field,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';

/**
 * The columns of numbers of sqe.arrow, one row a completion, in the order of completion; what never completed comes last. Times are
 * CLOCK_MONOTONIC nanoseconds, 0 where they are not known.
 */
export const REQUEST_COLUMN_TYPES = {
  submittedNs: BigInt64Array,
  completedNs: BigInt64Array,
  thread: Int32Array,
  process: Int32Array,
  /** An address in the kernel, and reused: `order` is what tells requests apart. */
  ring: BigUint64Array,
  /** Number of the submission in the session, from 1; 0 when the submission was not seen. */
  order: BigUint64Array,
  userData: BigUint64Array,
  /** IORING_OP_* and IOSQE_* of the SQE (include/uapi/linux/io_uring.h). */
  opcode: Uint8Array,
  sqeFlags: Uint8Array,
  /** Bits: 1 the submission, 2 the completion, 8 how many bytes were asked for. 4: more completions follow; 16: the file ended there. */
  known: Uint8Array,
  /** -1 when the submission was not seen. */
  fd: Int32Array,
  inode: BigUint64Array,
  /** -1: the file's own position. */
  offset: BigInt64Array,
  address: BigUint64Array,
  /** Bytes: of a vectored request the sum of its vectors; 2^64 - 1 when not known, or without meaning. */
  asked: BigUint64Array,
  /** Bytes that a short read or write did not bring. */
  missing: BigUint64Array,
  /** As the SQE has them: bytes, or vectors; RWF_* and the like. */
  length: Uint32Array,
  operationFlags: Uint32Array,
  bufferIndex: Uint16Array,
  ioPriority: Uint16Array,
  /** Bits: 1 punted to io-wq, 2 polled, 4 drained, 8 linked, 16 chain broken, 32 CQ overflow, 64 SQPOLL thread. */
  way: Uint16Array,
  /** The CQE: bytes or a negative errno, and its flags. */
  result: Int32Array,
  cqeFlags: Uint32Array,
  /** Of reads and writes: the file's position after the transfer, and its size at completion. */
  position: BigUint64Array,
  size: BigUint64Array,
} as const;

type Numbers = { [K in keyof typeof REQUEST_COLUMN_TYPES]: InstanceType<(typeof REQUEST_COLUMN_TYPES)[K]> };

/** A batch of requests. */
export interface RequestColumns extends Numbers {
  /** Index into the paths of all batches so far; -1: none. */
  path: Int32Array;
  /** Paths that no batch before has told, as /proc/PID/fd shows them. */
  newPaths: readonly string[];
}

const NAMES = Object.keys(REQUEST_COLUMN_TYPES) as (keyof Numbers)[];

function typeOf(type: (typeof REQUEST_COLUMN_TYPES)[keyof Numbers]): DataType {
  if (type === BigUint64Array) return new Uint64();
  if (type === BigInt64Array) return new Int64();
  if (type === Uint32Array) return new Uint32();
  if (type === Int32Array) return new Int32();
  return type === Uint16Array ? new Uint16() : new Uint8();
}

const SCHEMA = new Schema([
  ...NAMES.map((name) => new Field(name, typeOf(REQUEST_COLUMN_TYPES[name]), false)),
  new Field('path', new Utf8(), false),
]);

function makeNumbers(columns: RequestColumns, length: number): Data[] {
  return NAMES.map((name) => {
    const data = columns[name];
    if (!(data instanceof REQUEST_COLUMN_TYPES[name]) || data.length !== length)
      throw new RangeError(`column ${name} of sqe.arrow is of another type or length`);
    return makeData({
      type: typeOf(REQUEST_COLUMN_TYPES[name]),
      length,
      nullCount: 0,
      data,
    } as never) as Data;
  });
}

/** Text instead of a dictionary: deltas of dictionaries in files are what not every reader of Arrow takes. */
function makePaths(path: Int32Array, paths: readonly Uint8Array[]): Data<Utf8> {
  const valueOffsets = new Int32Array(path.length + 1);
  let bytes = 0;
  for (let row = 0; row < path.length; row++) {
    bytes += paths[path[row] as number]?.length ?? 0;
    valueOffsets[row + 1] = bytes;
  }
  const data = new Uint8Array(bytes);
  for (let row = 0; row < path.length; row++) {
    const text = paths[path[row] as number];
    if (text !== undefined) data.set(text, valueOffsets[row]);
  }
  return makeData({ type: new Utf8(), length: path.length, nullCount: 0, valueOffsets, data });
}

/** Hands on what the writer writes, at once. */
class Outlet extends AsyncByteQueue {
  readonly #take: (bytes: Uint8Array) => void;

  constructor(take: (bytes: Uint8Array) => void) {
    super();
    this.#take = take;
  }

  override write(chunk: Uint8Array): void {
    if (chunk.byteLength > 0) this.#take(chunk);
  }
}

/** Writes sqe.arrow (Arrow IPC file format), a record batch at a time. The bytes are to be written before `take` returns. */
export class RequestsWriter {
  readonly #writer = new RecordBatchFileWriter();
  readonly #paths: Uint8Array[] = [];

  constructor(take: (bytes: Uint8Array) => void) {
    this.#writer.reset(new Outlet(take), SCHEMA);
  }

  write(columns: RequestColumns): void {
    const { path, newPaths } = columns;
    for (const text of newPaths) this.#paths.push(new TextEncoder().encode(text));
    const length = path.length;
    const children = [...makeNumbers(columns, length), makePaths(path, this.#paths)];
    const data = makeData({ type: new Struct(SCHEMA.fields), length, nullCount: 0, children });
    this.#writer.write(new RecordBatch(SCHEMA, data));
  }

  finish(): void {
    this.#writer.finish();
  }
}
