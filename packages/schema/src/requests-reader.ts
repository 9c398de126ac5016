import { open } from 'node:fs/promises';
import { type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { LabError } from './errors.ts';
import { REQUEST_COLUMN_TYPES, type RequestColumns } from './requests-table.ts';

/** A batch of sqe.arrow as it is read: the columns of numbers, and the path of a row. */
export interface RequestBatch extends Omit<RequestColumns, 'path' | 'newPaths'> {
  readonly rows: number;
  /** Empty: none. */
  pathOf(row: number): string;
}

function damaged(path: string, cause: unknown): LabError {
  return new LabError('E_RUN_DAMAGED', `${path} is not a table of requests`, { cause });
}

function toBatch(path: string, batch: RecordBatch): RequestBatch {
  const column = (name: string): ReturnType<RecordBatch['getChild']> => {
    const found = batch.getChild(name);
    if (found === null) throw damaged(path, new RangeError(`it has no column ${name}`));
    return found;
  };
  const numbers = Object.entries(REQUEST_COLUMN_TYPES).map(([name, Type]) => {
    const values: unknown = column(name)?.toArray();
    if (!(values instanceof Type)) throw damaged(path, new TypeError(`column ${name} is of another type`));
    return [name, values];
  });
  const paths = column('path');
  return {
    ...(Object.fromEntries(numbers) as Omit<RequestColumns, 'path' | 'newPaths'>),
    rows: batch.numRows,
    pathOf: (row) => String(paths?.get(row) ?? ''),
  };
}

/** sqe.arrow, a record batch at a time: it may have millions of rows. Throws E_RUN_DAMAGED. */
export async function* readRequests(path: string): AsyncGenerator<RequestBatch, void> {
  const file = await open(path).catch((cause: unknown) => {
    throw damaged(path, cause);
  });
  try {
    const reader = await RecordBatchReader.from(file);
    // Anything that is no file of Arrow is taken for a stream of it, an empty one too.
    if (!reader.isFile()) throw new TypeError('it is no Arrow IPC file');
    for await (const batch of reader) yield toBatch(path, batch);
  } catch (cause) {
    throw cause instanceof LabError ? cause : damaged(path, cause);
  } finally {
    await file.close().catch(() => {});
  }
}
