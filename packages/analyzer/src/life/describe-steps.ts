import {
  errnoName,
  formatHex,
  formatNanoseconds,
  formatResult,
  type Lane,
  type Step,
  type StepKind,
} from '@uringlab/schema';
import { formatEvent } from '@uringlab/trace-parser';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import type { RequestKey } from './request-key.ts';

/** Threads of a ring, by the names the kernel gives them (io_uring/sqpoll.c, io_uring/io-wq.c; 5.x names first). */
const SQ_THREAD = /^(?:io_uring-sq|iou-sqp-)/;
const IO_WQ = /^(?:io_wqe_|iou-wrk-)/;

const EAGAIN = -11;
const EIOCBQUEUED = -529;

function laneOfThread(comm: string, inline: Lane): Lane {
  if (SQ_THREAD.test(comm)) return 'sq-thread';
  return IO_WQ.test(comm) ? 'io-wq' : inline;
}

function describeReturn(result: number): string {
  const raw = result < 0 ? ` (0x${BigInt.asUintN(64, BigInt(result)).toString(16)})` : '';
  if (result === EAGAIN) return `returns -EAGAIN${raw}: the read would have to wait`;
  if (result === EIOCBQUEUED) return `returns -EIOCBQUEUED${raw}: queued until a page is unlocked`;
  return `returns ${formatResult(result)}${raw}`;
}

function describeComplete(result: number, key: RequestKey): string {
  if (result < 0) return `the ring completes the request with ${formatResult(result)}`;
  const missing = key.length - result;
  return `the ring completes the request with res = ${result} of ${key.length}${missing > 0 ? `, ${missing} bytes missing` : ''}`;
}

/** Runs of page-added events of one thread are one step: sixteen lines that say one thing. */
function describePages(run: readonly LayerEventOf<'page-added'>[]): string {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('no page was added');
  const bytes = run.reduce((sum, page) => sum + page.bytes, 0);
  const folios = run.length === 1 ? '1 folio' : `${run.length} folios`;
  return (
    `${folios} of ${bytes} bytes in all added to the page cache, locked: ` +
    `${formatHex(first.offset)} to ${formatHex(last.offset + last.bytes - 1)}`
  );
}

interface StepDraft {
  kind: StepKind;
  lane: Lane;
  text: string;
}

class Narrator {
  #calls = 0;
  #bioQueuedAt = new Map<number, bigint>();
  readonly #key: RequestKey;
  readonly #returns: ReadonlyMap<LayerEvent, number>;

  constructor(key: RequestKey, returns: ReadonlyMap<LayerEvent, number>) {
    this.#key = key;
    this.#returns = returns;
  }

  tell(event: Exclude<LayerEvent, { kind: 'page-added' | 'page-removed' }>): StepDraft {
    switch (event.kind) {
      case 'submit':
        return {
          kind: 'submit',
          lane: event.sqThread ? 'sq-thread' : 'application',
          text: `submitted: ${event.opcode} of ${this.#key.length} bytes at ${formatHex(this.#key.offset)}`,
        };
      case 'punt':
        return { kind: 'punt', lane: 'io-wq', text: 'punted to an io-wq worker, which may block' };
      case 'complete':
        return {
          kind: event.result >= 0 && event.result < this.#key.length ? 'short' : 'complete',
          lane: 'completion',
          text: describeComplete(event.result, this.#key),
        };
      case 'call':
        return this.#tellCall(event);
      case 'readahead':
        return { kind: 'readahead', lane: 'readahead', text: `readahead of ${event.pages} pages` };
      case 'map':
        return {
          kind: 'map',
          lane: 'readahead',
          text:
            `${formatHex(event.offset)} + ${event.length} bytes lies at byte ${event.address} of ${event.device}` +
            `, sector ${event.address / 512}`,
        };
      case 'bio-queued':
      case 'bio-issued':
        if (!this.#bioQueuedAt.has(event.sector)) this.#bioQueuedAt.set(event.sector, event.ns);
        return {
          kind: event.kind,
          lane: 'block',
          text: `bio ${event.sector} + ${event.sectors} ${event.kind === 'bio-queued' ? 'queued' : 'issued to the device'}`,
        };
      case 'bio-completed': {
        const queued = this.#bioQueuedAt.get(event.sector);
        const took = queued === undefined ? '' : ` after ${formatNanoseconds(Number(event.ns - queued))}`;
        const error = event.error === 0 ? '' : ` with ${errnoName(-Math.abs(event.error)) ?? event.error}`;
        return {
          kind: 'bio-completed',
          lane: 'block',
          text: `bio ${event.sector} + ${event.sectors} completed${error}${took}`,
        };
      }
    }
  }

  #tellCall(event: LayerEventOf<'call'>): StepDraft {
    const result = this.#returns.get(event);
    const reissue = this.#calls > 0;
    const lane = laneOfThread(event.comm, reissue ? 'task-work' : 'application');
    if (result !== undefined) {
      const short = result >= 0 && result < this.#key.length;
      return {
        kind: short ? 'short' : 'return',
        lane,
        text: `call ${this.#calls} ${describeReturn(result)}`,
      };
    }
    this.#calls++;
    const what = event.direct ? 'direct read' : 'buffered read';
    return {
      kind: reissue ? 'reissue' : 'issue',
      lane,
      text: `call ${this.#calls}: ${what} of ${event.count} bytes at ${formatHex(event.offset)}`,
    };
  }
}

/** The events of a request as steps in plain words, runs of added pages folded into one. */
export function describeSteps(
  events: readonly LayerEvent[],
  key: RequestKey,
  returns: ReadonlyMap<LayerEvent, number>,
): Step[] {
  const narrator = new Narrator(key, returns);
  const start = events[0]?.ns ?? key.fromNs;
  const steps: Step[] = [];
  const add = (draft: StepDraft, event: LayerEvent): void => {
    steps.push({ ...draft, atNs: Number(event.ns - start), line: formatEvent(event.event) });
  };
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event === undefined || event.kind === 'page-removed') continue;
    if (event.kind !== 'page-added') {
      add(narrator.tell(event), event);
      continue;
    }
    const run = [event];
    for (let next = events[index + 1]; next?.kind === 'page-added'; next = events[index + 1]) {
      run.push(next);
      index++;
    }
    add({ kind: 'page-added', lane: 'readahead', text: describePages(run) }, event);
  }
  return steps;
}
