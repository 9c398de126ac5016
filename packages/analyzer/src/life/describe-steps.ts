import {
  formatHex,
  formatNanoseconds,
  formatResult,
  type Lane,
  SECTOR_BYTES,
  type Step,
} from '@uringlab/schema';
import { formatEvent } from '@uringlab/trace-parser';
import { nameOperation } from '../command/operations.ts';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import { attemptOf, placeOfRest, type RequestKey } from './request-key.ts';

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

/** Runs of page-added events of one thread are one step: sixteen lines that say one thing. */
function describePages(run: readonly LayerEventOf<'page-added'>[]): string {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('no page was added');
  const bytes = run.reduce((sum, page) => sum + page.bytes, 0);
  const folios = run.length === 1 ? '1 folio' : `${run.length} folios`;
  return (
    `${folios} of ${bytes} bytes in all added to the page cache to be read: ` +
    `${formatHex(first.offset)} to ${formatHex(last.offset + last.bytes - 1)}`
  );
}

/** Kernels before 5.19 print the number alone. */
function nameOpcode(opcode: string): string {
  return /^\d+$/.test(opcode) ? nameOperation(Number(opcode)) : opcode;
}

type StepDraft = Pick<Step, 'kind' | 'lane' | 'text' | 'error'>;

class Narrator {
  #calls = 0;
  /** Bytes in hand by all completions so far, and what the submission in flight asked for. */
  #got = 0;
  #asked: number;
  /** The next call is made by the submission itself, not on a later turn. */
  #isSubmitting = true;
  /** When each bio in flight was queued, by device and sector: sectors are read again. */
  readonly #bios = new Map<string, bigint>();
  readonly #key: RequestKey;
  readonly #returns: ReadonlyMap<LayerEvent, number>;

  constructor(key: RequestKey, returns: ReadonlyMap<LayerEvent, number>) {
    this.#key = key;
    this.#asked = key.length;
    this.#returns = returns;
  }

  tell(event: Exclude<LayerEvent, { kind: 'page-added' | 'page-removed' }>): StepDraft {
    switch (event.kind) {
      case 'submit':
        return this.#tellSubmit(event);
      case 'punt':
        return { kind: 'punt', lane: 'io-wq', text: 'punted to an io-wq worker, which may block' };
      case 'complete':
        return this.#tellComplete(event);
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
            `, sector ${event.address / SECTOR_BYTES}`,
        };
      case 'bio-queued':
      case 'bio-issued':
        return this.#tellBio(event);
      case 'bio-completed':
        return this.#tellBioCompleted(event);
    }
  }

  #tellSubmit(event: LayerEventOf<'submit'>): StepDraft {
    const lane = event.sqThread ? 'sq-thread' : 'application';
    const isFirst = attemptOf(event.userData) === 0;
    this.#asked = this.#key.length - this.#got;
    this.#isSubmitting = true;
    return {
      kind: isFirst ? 'submit' : 'resubmit',
      lane,
      text:
        `${isFirst ? 'submitted' : 'the application asks for the rest'}: ${nameOpcode(event.opcode)} of ${this.#asked} bytes ` +
        `at ${formatHex(placeOfRest(this.#key, this.#got))}`,
    };
  }

  #tellComplete({ result }: LayerEventOf<'complete'>): StepDraft {
    if (result < 0) {
      return {
        kind: 'complete',
        lane: 'completion',
        text: `the ring completes the request with ${formatResult(result)}`,
      };
    }
    const missing = this.#asked - result;
    this.#got += result;
    return {
      kind: missing > 0 ? 'short' : 'complete',
      lane: 'completion',
      text:
        `the ring completes the request with res = ${result} of ${this.#asked}` +
        `${missing > 0 ? `, ${missing} bytes missing` : ''}`,
    };
  }

  #tellBio(event: LayerEventOf<'bio-queued'> | LayerEventOf<'bio-issued'>): StepDraft {
    const name = `${event.device} ${event.sector}`;
    if (!this.#bios.has(name)) this.#bios.set(name, event.ns);
    const what = event.kind === 'bio-queued' ? 'queued' : 'issued to the device';
    return { kind: event.kind, lane: 'block', text: `bio ${event.sector} + ${event.sectors} ${what}` };
  }

  #tellBioCompleted(event: LayerEventOf<'bio-completed'>): StepDraft {
    const name = `${event.device} ${event.sector}`;
    const queued = this.#bios.get(name);
    this.#bios.delete(name);
    const took = queued === undefined ? '' : ` after ${formatNanoseconds(Number(event.ns - queued))}`;
    const error = event.error === 0 ? undefined : -Math.abs(event.error);
    return {
      kind: 'bio-completed',
      lane: 'block',
      text: `bio ${event.sector} + ${event.sectors} completed${error === undefined ? '' : ` with ${formatResult(error)}`}${took}`,
      ...(error === undefined ? {} : { error }),
    };
  }

  #tellCall(event: LayerEventOf<'call'>): StepDraft {
    const result = this.#returns.get(event);
    const reissue = !this.#isSubmitting;
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
    this.#isSubmitting = false;
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
