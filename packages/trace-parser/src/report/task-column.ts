import type { TextOutput } from '../bytes/text-output.ts';
import { WordText } from '../bytes/word-text.ts';

/** Threads whose text is kept; a trace can have millions. */
const CACHE_LIMIT = 10_000;

/** Prints `COMM-PID [CPU]`, or `COMM-PID CPU` in the latency format. */
export class TaskColumn {
  readonly #latency: boolean;
  readonly #cpu: number;
  readonly #commOf: (pid: number) => string;
  readonly #texts = new Map<number, WordText>();
  #pid = Number.NaN;
  #text = new WordText('');

  constructor(cpu: number, latency: boolean, commOf: (pid: number) => string) {
    this.#cpu = cpu;
    this.#latency = latency;
    this.#commOf = commOf;
  }

  append(pid: number, out: TextOutput): void {
    if (pid !== this.#pid) {
      this.#pid = pid;
      this.#text = this.#texts.get(pid) ?? this.#create(pid);
    }
    this.#text.append(out);
  }

  /** Forgets how a thread is called, or with no thread named how all are. */
  rename(pid?: number): void {
    if (pid === undefined) this.#texts.clear();
    else this.#texts.delete(pid);
    if (pid === undefined || this.#pid === pid) this.#pid = Number.NaN;
  }

  #create(pid: number): WordText {
    const comm = this.#commOf(pid);
    const id = String(pid).padEnd(5);
    const text = new WordText(
      this.#latency
        ? `${comm.slice(0, 8).padStart(8)}-${id} ${String(this.#cpu).padStart(3)}`
        : `${comm.padStart(16)}-${id} [${String(this.#cpu).padStart(3, '0')}]`,
    );
    if (this.#texts.size >= CACHE_LIMIT) this.#texts.clear();
    this.#texts.set(pid, text);
    return text;
  }
}
