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
 * CLOCK_MONOTONIC nanoseconds. What only a read or write has is 0 in the others.
 */
export const REQUEST_COLUMN_TYPES = {
  /** Addresses in the kernel. Reused: `order` is what tells two requests apart. */
  ring: BigUint64Array,
  request: BigUint64Array,
  /** Number of the submission in the session, from 1; 0 when the submission was not seen. */
  order: BigUint64Array,
  submitNs: BigInt64Array,
  /** 0: did not complete while it was watched. */
  completeNs: BigInt64Array,
  thread: Uint32Array,
  process: Uint32Array,
  /** Fields of the SQE (include/uapi/linux/io_uring.h). */
  opcode: Uint8Array,
  sqeFlags: Uint8Array,
  ioprio: Uint16Array,
  fd: Int32Array,
  /** -1: the file's own position. */
  offset: BigInt64Array,
  /** The buffer that was used, also when the ring chose it; the vectors, of a vectored request. */
  address: BigUint64Array,
  /** Bytes, or vectors. */
  length: Uint32Array,
  opFlags: Uint32Array,
  userData: BigUint64Array,
  bufferIndex: Uint16Array,
  /** Bytes asked for: of a vectored request the sum of its vectors; -1 when not known, or without meaning. */
  asked: BigInt64Array,
  /** The CQE: bytes or a negative errno, and its flags. */
  result: Int32Array,
  cqeFlags: Uint32Array,
  /** Bits: 1 punted to io-wq, 2 polled, 4 drained, 8 linked, 16 chain broken, 32 CQ overflow, 64 SQPOLL thread, 128 retried. */
  way: Uint16Array,
  /** The file's position after the transfer, and its size at completion. */
  position: BigInt64Array,
  size: BigInt64Array,
  /** The kernel's dev_t (major << 20 | minor), and the inode's number. */
  device: Uint32Array,
  inode: BigUint64Array,
} as const;

type Numbers = { [K in keyof typeof REQUEST_COLUMN_TYPES]: InstanceType<(typeof REQUEST_COLUMN_TYPES)[K]> };

/** A batch of requests. */
export interface RequestColumns extends Numbers {
  /** Of the file, as /proc/PID/fd shows it; empty when not known: UTF-8 of all rows, and where each begins (one more than rows). */
  pathBytes: Uint8Array;
  pathOffsets: Int32Array;
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

function makeBatch(columns: RequestColumns): RecordBatch {
  const length = columns.result.length;
  const numbers = NAMES.map((name) => {
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
  const { pathBytes, pathOffsets } = columns;
  if (pathOffsets.length !== length + 1) throw new RangeError('paths of sqe.arrow are of another length');
  const paths = makeData({
    type: new Utf8(),
    length,
    nullCount: 0,
    valueOffsets: pathOffsets,
    data: pathBytes,
  });
  const children = [...numbers, paths];
  return new RecordBatch(
    SCHEMA,
    makeData({ type: new Struct(SCHEMA.fields), length, nullCount: 0, children }),
  );
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

  constructor(take: (bytes: Uint8Array) => void) {
    this.#writer.reset(new Outlet(take), SCHEMA);
  }

  write(columns: RequestColumns): void {
    this.#writer.write(makeBatch(columns));
  }

  finish(): void {
    this.#writer.finish();
  }
}
