import type { EventSelection, Trace } from '@uringlab/trace-parser';
import { createRecordCheck } from './known-records.ts';
import { PageEncoder } from './page-encoder.ts';
import type { PageShape } from './page-shape.ts';

/** Pages of one CPU that follow each other. */
export interface PageRun {
  /** Position in `Trace.instances`. */
  readonly instance: number;
  readonly cpu: number;
  readonly bytes: Uint8Array;
}

export interface EncodeRequest {
  readonly selection: EventSelection | undefined;
  /** Leave out records of no known event; each counts as one lost. */
  readonly onlyKnown: boolean;
  readonly shapes: readonly PageShape[];
}

const RUN_BYTES = 1024 * 1024;

function addLosses(left: number, right: number): number {
  return left < 0 || right < 0 ? -1 : left + right;
}

/** Gathers pages until there are enough of them to be written. */
class PageBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;

  get full(): boolean {
    return this.#length >= RUN_BYTES;
  }

  readonly add = (page: Uint8Array): void => {
    if (this.#length === 0) this.#bytes = new Uint8Array(RUN_BYTES + 2 * page.length);
    this.#bytes.set(page, this.#length);
    this.#length += page.length;
  };

  take(): Uint8Array {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return bytes;
  }
}

/**
 * The pages of all CPUs, some at a time, CPU by CPU in the order in which the trace gives its records. Returns how many records
 * were left out.
 */
export function* encodeRecords(trace: Trace, request: EncodeRequest): Generator<PageRun, number, undefined> {
  const check = request.onlyKnown ? createRecordCheck(trace) : () => true;
  const littleEndian = trace.recording?.littleEndian ?? true;
  const pages = new PageBuffer();
  let encoder: PageEncoder | undefined;
  let instance = -1;
  let cpu = -1;
  let carried = 0;
  let dropped = 0;
  for (const record of trace.records?.(request.selection) ?? []) {
    if (record.instance !== instance || record.cpu !== cpu) {
      encoder?.finish();
      if (encoder !== undefined) yield { instance, cpu, bytes: pages.take() };
      instance = record.instance;
      cpu = record.cpu;
      carried = 0;
      encoder = new PageEncoder(request.shapes[instance] as PageShape, littleEndian, pages.add);
    } else if (pages.full) yield { instance, cpu, bytes: pages.take() };
    const lost = addLosses(record.lost, carried);
    if (check(record) && encoder?.add(record, lost) === true) carried = 0;
    else {
      dropped++;
      carried = addLosses(lost, 1);
    }
  }
  encoder?.finish();
  if (encoder !== undefined) yield { instance, cpu, bytes: pages.take() };
  return dropped;
}
