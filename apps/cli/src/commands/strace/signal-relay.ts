import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;
/** Those that a terminal sends to the whole foreground process group, the command with it. */
const OF_TERMINALS: readonly string[] = ['SIGINT', 'SIGQUIT'];

/** What signals are passed on to. */
export interface SignalTarget {
  /** Of the command; absent when running processes are watched. */
  readonly pid: number | undefined;
  signal(number: number): void;
  stop(): void;
}

/** Is this process in the foreground of its terminal? Fields 5, 7 and 8 of /proc/PID/stat (proc_pid_stat(5)). */
function isInForeground(): boolean {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return terminal !== '0' && foreground === group;
}

/**
 * Signals belong to the command: a Ctrl-C has reached it already, any other is passed on, and its end is waited for. Without a command
 * the first signal ends the watching. A second one ends it in any case, at once; a command that still runs goes on by itself.
 */
export class SignalRelay {
  #target: SignalTarget | undefined;
  #received: number[] = [];

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#receive);
  }

  attach(target: SignalTarget): void {
    this.#target = target;
    const early = this.#received;
    this.#received = [];
    for (const number of early) this.#pass(number, true);
  }

  /** The signal that came second: nothing was waited for. */
  get impatience(): number | undefined {
    return this.#received[1];
  }

  close(): void {
    for (const name of SIGNALS) process.off(name, this.#receive);
  }

  readonly #receive = (name: NodeJS.Signals): void => {
    const number = constants.signals[name];
    if (this.#target === undefined) this.#received.push(number);
    else this.#pass(number, !OF_TERMINALS.includes(name) || !isInForeground());
  };

  #pass(number: number, isAlone: boolean): void {
    this.#received.push(number);
    const target = this.#target as SignalTarget;
    if (target.pid === undefined || this.#received.length > 1) target.stop();
    else if (isAlone) target.signal(number);
  }
}
