import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns the signals that end a program into an AbortSignal, so that what the lab made is undone first. Further signals while that
 * happens change nothing: undoing takes less than people's patience, and half-way is the worst place to stop.
 */
export class InterruptWatch {
  readonly #controller = new AbortController();
  #received: (typeof SIGNALS)[number] | undefined;

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** 128 + n once signal n came, as shells report it. */
  get exitStatus(): number | undefined {
    return this.#received === undefined ? undefined : 128 + constants.signals[this.#received];
  }

  close(): void {
    for (const name of SIGNALS) process.off(name, this.#stop);
  }

  readonly #stop = (name: NodeJS.Signals): void => {
    if (this.#received !== undefined) return;
    this.#received = name as (typeof SIGNALS)[number];
    process.stderr.write(`\nuringlab: ${name}: undoing what was made\n`);
    this.#controller.abort();
  };
}
