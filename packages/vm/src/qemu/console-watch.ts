import type { ErrorCode } from '@uringlab/schema';

/** What the kernel of a guest said about itself on the console. */
export interface ConsoleFinding {
  code: Extract<ErrorCode, 'E_GUEST_PANIC' | 'E_GUEST_OOPS' | 'E_GUEST_STALL' | 'E_GUEST_LOCKDEP'>;
  /** Its line, without the time stamp. */
  line: string;
}

/** How the kernel begins such a line, with the file that prints it (as of Linux 5.10 to 6.12). */
const ALARMS: readonly [ConsoleFinding['code'], RegExp][] = [
  // kernel/panic.c
  ['E_GUEST_PANIC', /^Kernel panic - not syncing/],
  // kernel/hung_task.c
  ['E_GUEST_STALL', /^INFO: task .+ blocked for more than \d+ seconds/],
  // kernel/watchdog.c, kernel/watchdog_hld.c (kernel/watchdog_perf.c from 6.5)
  ['E_GUEST_STALL', /^(?:watchdog: )?BUG: soft lockup - CPU#\d+ stuck for/],
  ['E_GUEST_STALL', /^(?:NMI watchdog: |watchdog: )?Watchdog detected hard LOCKUP/i],
  // kernel/rcu/tree_stall.h
  ['E_GUEST_STALL', /^(?:rcu: )?INFO: rcu\w* (?:self-)?detected (?:expedited )?stalls? on CPU/],
  // kernel/locking/lockdep.c
  ['E_GUEST_LOCKDEP', /^WARNING: possible (?:circular|recursive|irq lock|.*deadlock)/],
  [
    'E_GUEST_LOCKDEP',
    /^WARNING: (?:inconsistent lock state|bad unlock balance|suspicious RCU usage|lock held when)/,
  ],
  ['E_GUEST_LOCKDEP', /^WARNING: .*-safe -> .*-unsafe lock order detected/],
  // arch/x86/mm/fault.c, lib/bug.c, arch/x86/kernel/dumpstack.c, arch/x86/kernel/traps.c
  [
    'E_GUEST_OOPS',
    /^BUG: (?:unable to handle|kernel NULL pointer|scheduling while atomic|sleeping function called)/,
  ],
  ['E_GUEST_OOPS', /^BUG: (?:KASAN|KFENCE|KCSAN|KMSAN|Bad page|Bad rss-counter|corrupted list|spinlock)/],
  ['E_GUEST_OOPS', /^kernel BUG at /],
  ['E_GUEST_OOPS', /^(?:Oops|general protection fault|invalid opcode|divide error|double fault)[:,]/],
  ['E_GUEST_OOPS', /^UBSAN: /],
];

/** `[   12.345678] `, with printk's caller (CONFIG_PRINTK_CALLER) where there is one. */
const STAMP = /^\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? /;

/** A line longer than this is looked at in pieces. */
const LONGEST_LINE = 4096;

/** Reads the console of a guest as it comes, line by line. */
export class ConsoleWatch {
  readonly #marker: (text: string) => void;
  #rest = '';
  #finding: ConsoleFinding | undefined;

  /** `marker` gets what follows "uringlab-guest: ", which test-vms/guest-init prints. */
  constructor(marker: (text: string) => void = () => {}) {
    this.#marker = marker;
  }

  /** The first alarm: what follows is often of its making. */
  get finding(): ConsoleFinding | undefined {
    return this.#finding;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() as string;
    for (const line of lines) this.#look(line);
    while (this.#rest.length > LONGEST_LINE) {
      this.#look(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
  }

  /** The console has ended, perhaps within a line. */
  end(): void {
    this.#look(this.#rest);
    this.#rest = '';
  }

  #look(raw: string): void {
    const line = raw.replace(/\r/g, '').replace(STAMP, '').trimEnd();
    if (line.startsWith('uringlab-guest: ')) this.#marker(line.slice('uringlab-guest: '.length));
    if (this.#finding !== undefined) return;
    const alarm = ALARMS.find(([, pattern]) => pattern.test(line));
    if (alarm !== undefined) this.#finding = { code: alarm[0], line };
  }
}
