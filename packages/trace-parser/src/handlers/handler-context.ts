import type { PrintContext } from '../print/environment.ts';

/** What handlers need besides the record. */
export interface HandlerContext extends PrintContext {
  /** Told of the name an event gives a thread, when the event is printed. */
  readonly learnComm?: (pid: number, comm: string) => void;
}
