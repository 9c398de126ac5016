import { constants } from 'node:os';

/** A command that can be sent signals, by number. */
interface Signalled {
  signal(number: number): void;
}

/** A polite request, a plain one, and then no question: milliseconds after the interrupt. */
const STEPS = [
  [0, constants.signals.SIGINT],
  [5_000, constants.signals.SIGTERM],
  [10_000, constants.signals.SIGKILL],
] as const;

/** Ends a command when `signal` is aborted; until the returned function is called, which is when the command has ended. */
export function endWhenAborted(command: Signalled, signal: AbortSignal): () => void {
  let timers: NodeJS.Timeout[] = [];
  const end = (): void => {
    timers = STEPS.map(([delay, number]) => setTimeout(() => command.signal(number), delay));
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return () => {
    signal.removeEventListener('abort', end);
    for (const timer of timers) clearTimeout(timer);
  };
}
