import type { TraceEvent } from '@uringlab/trace-parser';
import { OPERATION_NAMES } from '@uringlab/uring-native';
import { CQE_MORE, type EventRequest } from './event-request.ts';
import type { WatchedThreads } from './watched-threads.ts';

const SQE_FLAGS = 0x7f;

type OpenRequest = { -readonly [K in keyof EventRequest]: EventRequest[K] } & { readonly ring: string };

/** `ring` and `request` are addresses in the kernel: as text they are keys, whatever their type. */
function nameRing(event: TraceEvent): string {
  return String(event.field('ctx'));
}

function nameRequest(event: TraceEvent): string | undefined {
  const request = event.field('req');
  return request === undefined || BigInt(request) === 0n ? undefined : `${nameRing(event)} ${request}`;
}

function readUserData(event: TraceEvent): bigint {
  return BigInt.asUintN(64, BigInt(event.field('user_data') ?? 0));
}

function nameOperation(number: number): string {
  return OPERATION_NAMES[number] ?? `OP_${number}`;
}

function beginRequest(event: TraceEvent): OpenRequest {
  const name = event.field('op_str');
  return {
    ring: nameRing(event),
    thread: event.pid,
    opcode: typeof name === 'string' && name !== '' ? name : nameOperation(Number(event.field('opcode'))),
    userData: readUserData(event),
    sqeFlags: Number(BigInt(event.field('flags') ?? 0) & BigInt(SQE_FLAGS)),
    byPollThread: Number(event.field('sq_thread') ?? 0) !== 0,
    punted: false,
    submitted: event.timestamp,
    completion: undefined,
  };
}

/** Puts submissions and completions together. Addresses and user_data are reused: a name stands for its latest request. */
export class EventPairing {
  readonly #watched: WatchedThreads;
  readonly #tell: (request: EventRequest) => void;
  readonly #byRequest = new Map<string, OpenRequest>();
  /** For completions that do not say which request they are of: multishot ones, and all before 5.17. */
  readonly #byUserData = new Map<string, OpenRequest[]>();
  submitted = 0;
  completed = 0;

  /** `tell` gets each request when it completes, and those of which no completion was seen in `finish`. */
  constructor(watched: WatchedThreads, tell: (request: EventRequest) => void) {
    this.#watched = watched;
    this.#tell = tell;
  }

  take(event: TraceEvent): void {
    switch (event.name) {
      case 'sched_process_fork':
        this.#watched.follow(event);
        break;
      case 'io_uring_submit_req':
      case 'io_uring_submit_sqe':
        this.#submit(event);
        break;
      case 'io_uring_queue_async_work':
        this.#punt(event);
        break;
      case 'io_uring_complete':
        this.#complete(event);
        break;
    }
  }

  finish(): void {
    for (const requests of this.#byUserData.values()) for (const request of requests) this.#tell(request);
    this.#byUserData.clear();
    this.#byRequest.clear();
  }

  #submit(event: TraceEvent): void {
    if (!this.#watched.has(event)) return;
    const name = nameRequest(event);
    const former = name === undefined ? undefined : this.#byRequest.get(name);
    // Its memory is another request's now: its completion was lost, or none was asked for (IOSQE_CQE_SKIP_SUCCESS).
    if (former !== undefined) {
      this.#forget(former, name);
      this.#tell(former);
    }
    const request = beginRequest(event);
    this.submitted++;
    if (name !== undefined) this.#byRequest.set(name, request);
    const key = `${request.ring} ${request.userData}`;
    const waiting = this.#byUserData.get(key);
    if (waiting === undefined) this.#byUserData.set(key, [request]);
    else waiting.push(request);
  }

  #punt(event: TraceEvent): void {
    const request = this.#byRequest.get(nameRequest(event) ?? '');
    if (request !== undefined) request.punted = true;
  }

  #complete(event: TraceEvent): void {
    const name = nameRequest(event);
    const request =
      name === undefined
        ? this.#byUserData.get(`${nameRing(event)} ${readUserData(event)}`)?.[0]
        : this.#byRequest.get(name);
    if (request === undefined) return;
    this.completed++;
    const cqeFlags = Number(event.field('cflags') ?? 0);
    const completion = { at: event.timestamp, result: Number(event.field('res')), cqeFlags };
    if ((cqeFlags & CQE_MORE) === 0) this.#forget(request, name);
    this.#tell({ ...request, completion });
  }

  #forget(request: OpenRequest, name: string | undefined): void {
    if (name !== undefined) this.#byRequest.delete(name);
    const key = `${request.ring} ${request.userData}`;
    const waiting = this.#byUserData.get(key)?.filter((other) => other !== request) ?? [];
    if (waiting.length === 0) this.#byUserData.delete(key);
    else this.#byUserData.set(key, waiting);
  }
}
