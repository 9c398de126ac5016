import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import { attemptOf, isSameRequest, type RequestKey } from './request-key.ts';

export function overlaps(start: number, bytes: number, key: RequestKey): boolean {
  return start < key.offset + key.length && start + bytes > key.offset;
}

export function isSameFile(event: { device: string; inode: number }, key: RequestKey): boolean {
  return event.inode === key.inode && (key.device === null || event.device === key.device);
}

/**
 * Whose work a thread is at, as events go by. Only ring events name a request; a call into the file system belongs to the
 * submission that its thread has just made, or, on a later turn, to the request whose range it is. While another request for
 * an overlapping range is in flight, such a later turn is nobody's for certain.
 */
export class Ownership {
  readonly #key: RequestKey;
  /** Threads at work on the request: between a call of its and the next thing they do. */
  readonly #focused = new Set<number>();
  /** The last submission of a thread that no call followed yet. */
  readonly #submitted = new Map<number, LayerEventOf<'submit'>>();
  /** Other requests in flight for an overlapping range, by ring and user_data. */
  readonly #rivals = new Set<string>();
  #inFlight = false;
  /** The rest was asked for: from then on, its place is the request's as well. */
  #isRestAsked = false;

  constructor(key: RequestKey) {
    this.#key = key;
  }

  /** A submission of the request (the first, or one for the rest) that has not completed yet. */
  get inFlight(): boolean {
    return this.#inFlight;
  }

  isAtWork(pid: number): boolean {
    return this.#focused.has(pid);
  }

  /** No other request could have done what the event says for this range. */
  get isUnrivalled(): boolean {
    return this.#rivals.size === 0;
  }

  /** Takes note of the event; true when it belongs to the request by ring or thread. */
  follow(event: LayerEvent, position: number): boolean {
    switch (event.kind) {
      case 'submit': {
        const isOurs = isSameRequest(event.userData, this.#key);
        this.#submitted.set(event.pid, event);
        this.#focus(event.pid, isOurs);
        if (isOurs) {
          this.#inFlight = true;
          this.#isRestAsked = attemptOf(event.userData) > 0;
        }
        return isOurs;
      }
      case 'punt':
        this.#submitted.delete(event.pid);
        return isSameRequest(event.userData, this.#key);
      case 'complete': {
        const isOurs = isSameRequest(event.userData, this.#key);
        this.#submitted.delete(event.pid);
        this.#focus(event.pid, false);
        this.#rivals.delete(`${event.ring} ${event.userData}`);
        if (isOurs) this.#inFlight = false;
        return isOurs;
      }
      case 'call':
        return this.#followCall(event, position);
      default:
        return false;
    }
  }

  #followCall(event: LayerEventOf<'call'>, position: number): boolean {
    const isOurRange = isSameFile(event, this.#key) && (this.#isIn(position) || this.#isInRest(position));
    const submit = this.#submitted.get(event.pid);
    this.#submitted.delete(event.pid);
    if (submit !== undefined && !isSameRequest(submit.userData, this.#key)) {
      if (isOurRange) this.#rivals.add(`${submit.ring} ${submit.userData}`);
      this.#focus(event.pid, false);
      return false;
    }
    const isOurs = isOurRange && (submit !== undefined || this.isUnrivalled);
    this.#focus(event.pid, isOurs);
    return isOurs;
  }

  #isIn(position: number): boolean {
    const { offset, length } = this.#key;
    return position >= offset && position < offset + length;
  }

  #isInRest(position: number): boolean {
    const { length, rest } = this.#key;
    if (rest === undefined || !this.#isRestAsked) return false;
    return position >= rest.offset && position < rest.offset + length - rest.position;
  }

  #focus(pid: number, isOurs: boolean): void {
    if (isOurs) this.#focused.add(pid);
    else this.#focused.delete(pid);
  }
}
