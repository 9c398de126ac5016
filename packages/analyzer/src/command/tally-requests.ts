import { type CommandRun, type FailedResults, type RequestBatch, readRequests } from '@uringlab/schema';
import { DEVICE_ERRORS } from '../trace-rules/failed-reads.ts';
import { isTransfer, nameOperation } from './operations.ts';

/** A request as sqe.arrow has it. */
export interface TableRequest {
  operation: string;
  path: string;
  inode: number;
  offset: number;
  length: number;
  result: number;
  thread: number;
  ring: bigint;
  userData: bigint;
  submittedNs: bigint;
  completedNs: bigint;
}

/** What the requests of all runs came to. */
export interface RequestTally {
  /** Reads and writes that ended, in whatever way; null where the operations are not known one by one. */
  transfers: number | null;
  /** Completions with an error of a device, and the first of them as far as they are known. */
  deviceErrors: number;
  failed: readonly TableRequest[];
  /** The first that was short because the file ended there; null where none is known. */
  atEnd: TableRequest | null;
  /** All errors, by operation and errno. */
  errors: readonly FailedResults[];
}

const KEPT_FAILED = 16;
/** Bits of `known`. */
const COMPLETED = 2;
const AT_END = 16;
const UNKNOWN_BYTES = 2n ** 64n - 1n;

function tallyFailed(failed: readonly FailedResults[]): RequestTally {
  const deviceErrors = failed
    .filter(({ result }) => DEVICE_ERRORS.has(result))
    .reduce((sum, { count }) => sum + count, 0);
  return { transfers: null, deviceErrors, failed: [], atEnd: null, errors: failed };
}

function toRequest(batch: RequestBatch, row: number): TableRequest {
  const asked = batch.asked[row] as bigint;
  return {
    operation: nameOperation(batch.opcode[row] as number),
    path: batch.pathOf(row),
    inode: Number(batch.inode[row]),
    offset: Number(batch.offset[row]),
    length: asked === UNKNOWN_BYTES ? (batch.length[row] as number) : Number(asked),
    result: batch.result[row] as number,
    thread: batch.thread[row] as number,
    ring: batch.ring[row] as bigint,
    userData: batch.userData[row] as bigint,
    submittedNs: batch.submittedNs[row] as bigint,
    completedNs: batch.completedNs[row] as bigint,
  };
}

/** Counts the completions of a table, a batch at a time. */
class Counting {
  transfers = 0;
  deviceErrors = 0;
  atEnd: TableRequest | null = null;
  readonly failed: TableRequest[] = [];
  readonly #errors = new Map<string, FailedResults>();

  get errors(): FailedResults[] {
    return [...this.#errors.values()];
  }

  add(batch: RequestBatch): void {
    const { opcode, known, result, missing } = batch;
    for (let row = 0; row < batch.rows; row++) {
      const bits = known[row] as number;
      if ((bits & COMPLETED) === 0) continue;
      if (isTransfer(opcode[row] as number)) this.transfers++;
      if ((result[row] as number) < 0) this.#addError(batch, row);
      else if (this.atEnd === null && (bits & AT_END) !== 0 && (missing[row] as bigint) > 0n)
        this.atEnd = toRequest(batch, row);
    }
  }

  #addError(batch: RequestBatch, row: number): void {
    const result = batch.result[row] as number;
    const operation = nameOperation(batch.opcode[row] as number);
    const key = `${operation} ${result}`;
    this.#errors.set(key, { operation, result, count: (this.#errors.get(key)?.count ?? 0) + 1 });
    if (!DEVICE_ERRORS.has(result)) return;
    this.deviceErrors++;
    if (this.failed.length < KEPT_FAILED) this.failed.push(toRequest(batch, row));
  }
}

/** sqe.arrow, or what run.json says where there is none. */
export async function tallyRequests(run: CommandRun, table: string | null): Promise<RequestTally> {
  if (table === null) return tallyFailed(run.failed ?? []);
  const counting = new Counting();
  for await (const batch of readRequests(table)) counting.add(batch);
  const { transfers, deviceErrors, failed, atEnd, errors } = counting;
  return { transfers, deviceErrors, failed, atEnd, errors };
}
