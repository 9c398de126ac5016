import type { LayerEventOf } from '../layers/layer-event.ts';
import { beginRequest } from './begin-request.ts';
import type { Ask } from './follow-ups.ts';
import { isRingWorker, type Survey } from './survey-events.ts';
import type { TraceRequest } from './trace-request.ts';

type Call = LayerEventOf<'call'>;

interface Submitted {
  submit: LayerEventOf<'submit'>;
  at: number;
  call: Call | undefined;
  /** Another request of the same user_data was in flight, so that a completion names neither. */
  ambiguous: boolean;
}

/** Reads of files; kernels before 6.0 print the number (include/uapi/linux/io_uring.h). A multishot read is none: it needs a pollable file. */
const FILE_READ = /^(?:READ|READV|READ_FIXED|READV_FIXED|1|4|22)$/;

function endOf(call: Call): string {
  return `${call.device} ${call.inode} ${call.offset + call.count}`;
}

/** Requests between their submission and their completion. */
class InFlight {
  readonly #byId = new Map<string, Submitted[]>();
  /** Reads by the end of their range, which the ring's own retries keep. */
  readonly #byEnd = new Map<string, Set<Submitted>>();
  /** Reads whose call is not known, by thread, oldest first. */
  readonly #unplaced = new Map<number, Set<Submitted>>();
  /** The read that a thread has submitted and not yet called the file system for; null when there are several. */
  readonly #pending = new Map<number, Submitted | null>();

  clear(): void {
    for (const map of [this.#byId, this.#byEnd, this.#unplaced, this.#pending]) map.clear();
  }

  /** What the thread calls from now on is not the first call of what it has submitted so far. */
  turnAway(pid: number): void {
    this.#pending.delete(pid);
  }

  add(submit: LayerEventOf<'submit'>, at: number): void {
    const id = `${submit.ring} ${submit.userData}`;
    const twins = this.#byId.get(id) ?? [];
    const twin = twins.at(-1);
    if (twin !== undefined) twin.ambiguous = true;
    const submitted = { submit, at, call: undefined, ambiguous: twin !== undefined };
    twins.push(submitted);
    this.#byId.set(id, twins);
    if (!FILE_READ.test(submit.opcode)) {
      this.turnAway(submit.pid);
      return;
    }
    addTo(this.#unplaced, submit.pid, submitted);
    this.#pending.set(submit.pid, this.#pending.has(submit.pid) ? null : submitted);
  }

  /** The read whose first call this is: the only one that it can be. */
  place(call: Call): Submitted | undefined {
    const submitted = this.#pending.get(call.pid) ?? undefined;
    this.turnAway(call.pid);
    if (submitted === undefined) return undefined;
    submitted.call = call;
    removeFrom(this.#unplaced, call.pid, submitted);
    addTo(this.#byEnd, endOf(call), submitted);
    return submitted;
  }

  /** Whether the call is the ring going on with a read in flight. */
  isReissue(call: Call): boolean {
    for (const { submit, call: first } of this.#byEnd.get(endOf(call)) ?? [])
      if ((submit.pid === call.pid || isRingWorker(call)) && (first?.offset ?? 0) <= call.offset) return true;
    return false;
  }

  /** Since when the oldest read is in flight that the call may serve although the trace does not show its range. */
  unplacedSince(call: Call): number | undefined {
    const threads = isRingWorker(call) ? [...this.#unplaced.keys()] : [call.pid];
    const oldest = threads.flatMap((pid) => this.#unplaced.get(pid)?.values().next().value?.at ?? []);
    return oldest.length === 0 ? undefined : Math.min(...oldest);
  }

  complete({ ring, userData }: LayerEventOf<'complete'>): Submitted | undefined {
    const id = `${ring} ${userData}`;
    const twins = this.#byId.get(id) ?? [];
    const submitted = twins.shift();
    if (twins.length === 0) this.#byId.delete(id);
    if (submitted === undefined) return undefined;
    const { pid } = submitted.submit;
    removeFrom(this.#unplaced, pid, submitted);
    if (this.#pending.get(pid) === submitted) this.turnAway(pid);
    if (submitted.call !== undefined) removeFrom(this.#byEnd, endOf(submitted.call), submitted);
    return submitted;
  }
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, new Set([value]));
  else there.add(value);
}

function removeFrom<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const there = map.get(key);
  there?.delete(value);
  if (there?.size === 0) map.delete(key);
}

/**
 * Read requests of a stock kernel's trace: a submission, the file system call its thread makes before it does
 * anything else for the ring (the ring's own events carry neither offset nor length), and the completion.
 * Requests whose call is not in the trace, or may be another's, are left out: their offset and length are not known.
 */
export function findInRing({ events, cuts, resumed }: Survey): { requests: TraceRequest[]; asks: Ask[] } {
  const requests: TraceRequest[] = [];
  const asks: Ask[] = [];
  const inFlight = new InFlight();
  events.forEach((event, at) => {
    if (cuts.has(event)) inFlight.clear();
    if (resumed.has(event)) inFlight.turnAway(event.pid);
    if (event.kind === 'submit') inFlight.add(event, at);
    else if (event.kind === 'punt') inFlight.turnAway(event.pid);
    else if (event.kind === 'call' && event.count > 0) {
      const placed = inFlight.place(event);
      if (placed !== undefined) asks.push({ call: event, at, since: placed.at, doubtful: false });
      else if (!inFlight.isReissue(event))
        asks.push({ call: event, at, since: inFlight.unplacedSince(event) ?? at, doubtful: true });
    } else if (event.kind === 'complete') {
      const { call, submit, ambiguous } = inFlight.complete(event) ?? {};
      if (call === undefined || submit === undefined || ambiguous === true || event.result > call.count)
        return;
      requests.push({
        ...beginRequest(call),
        result: event.result,
        userData: submit.userData,
        fromNs: submit.ns,
        toNs: event.ns,
        endAt: at,
      });
    }
  });
  return { requests, asks };
}
