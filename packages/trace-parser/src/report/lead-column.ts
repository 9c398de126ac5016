import { WordText } from '../bytes/word-text.ts';

/** Threads whose text is kept; a trace can have millions. */
const CACHE_LIMIT = 10_000;

/** What the first columns of a stream are made of. */
export interface LeadParts {
  /** Where the line comes from; empty when all come from one place. */
  readonly prefix: string;
  readonly cpu: number;
  /** Short names and no brackets (-l). */
  readonly latency: boolean;
  readonly commOf: (pid: number) => string;
}

/**
 * What a line begins with: `PREFIX: COMM-PID [CPU]` and, where it stands right after, the whole seconds of the time. It is the same for all
 * events of a thread within a second, and so written as one text.
 */
export class LeadColumn {
  readonly #parts: LeadParts;
  readonly #texts = new Map<number, WordText>();
  #pid = Number.NaN;
  #seconds = '';
  #text = new WordText('');

  constructor(parts: LeadParts) {
    this.#parts = parts;
  }

  /** The text for a thread; `seconds` is what follows it. */
  find(pid: number, seconds: string): WordText {
    if (seconds !== this.#seconds) {
      this.#seconds = seconds;
      this.rename();
    }
    if (pid !== this.#pid) {
      this.#text = this.#texts.get(pid) ?? this.#create(pid);
      this.#pid = pid;
    }
    return this.#text;
  }

  /** Where the line comes from. */
  get prefix(): string {
    return this.#parts.prefix;
  }

  /** Forgets how a thread is called, or with no thread named how all are. */
  rename(pid?: number): void {
    if (pid === undefined) this.#texts.clear();
    else this.#texts.delete(pid);
    if (pid === undefined || this.#pid === pid) this.#pid = Number.NaN;
  }

  #create(pid: number): WordText {
    const { prefix, cpu, latency, commOf } = this.#parts;
    const comm = commOf(pid);
    const id = String(pid).padEnd(5);
    const task = latency
      ? `${comm.slice(0, 8).padStart(8)}-${id} ${String(cpu).padStart(3)}`
      : `${comm.padStart(16)}-${id} [${String(cpu).padStart(3, '0')}]`;
    const text = new WordText(prefix + task + this.#seconds);
    if (this.#texts.size >= CACHE_LIMIT) this.#texts.clear();
    this.#texts.set(pid, text);
    return text;
  }
}
