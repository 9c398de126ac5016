/** What a thread is called that nobody has named. */
const UNKNOWN = '<...>';

/** A name that an event gave a thread. */
export type LearnedComm = readonly [pid: number, comm: string];

/**
 * Names of threads: those the recorder saved, and those that scheduler events give to threads without one while they are printed (libtraceevent,
 * plugins/plugin_sched_switch.c, write_and_save_comm). The first name stays.
 */
export class CommTable {
  readonly #saved: ReadonlyMap<number, string>;
  readonly #learned = new Map<number, string>();
  readonly #missed = new Set<number>();
  #onLearn: ((pid: number) => void) | undefined;

  constructor(saved: ReadonlyMap<number, string>) {
    this.#saved = saved;
  }

  /** Name of a thread; `<...>` for one that has none. */
  find(pid: number): string {
    const comm = this.#saved.get(pid) ?? this.#learned.get(pid);
    if (comm === undefined) this.#missed.add(pid);
    return comm ?? UNKNOWN;
  }

  /** The name the recorder saved, whatever was learned since. */
  findSaved(pid: number): string {
    return this.#saved.get(pid) ?? UNKNOWN;
  }

  /** Characters of the longest name that the recorder saved. */
  get longestSaved(): number {
    let longest = 0;
    for (const { length } of this.#saved.values()) if (length > longest) longest = length;
    return longest;
  }

  isNamed(pid: number): boolean {
    return this.#saved.has(pid) || this.#learned.has(pid);
  }

  learn(pid: number, comm: string): void {
    if (this.isNamed(pid)) return;
    this.#learned.set(pid, comm);
    this.#onLearn?.(pid);
  }

  /** Begins anew with what was learned before; `onLearn` is told of threads that get a name from now on. */
  restart(learned: Iterable<LearnedComm>, onLearn?: (pid: number) => void): void {
    this.#learned.clear();
    this.#missed.clear();
    for (const [pid, comm] of learned) this.#learned.set(pid, comm);
    this.#onLearn = onLearn;
  }

  /** Everything learned so far. */
  get learned(): readonly LearnedComm[] {
    return [...this.#learned];
  }

  /** Threads that were asked for while they had no name. */
  get missed(): readonly number[] {
    return [...this.#missed];
  }
}
