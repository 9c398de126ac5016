import type { FailedResults, Invocation } from '@uringlab/schema';

/** A command as it is to be run and watched once. */
export interface WatchRequest {
  words: readonly string[];
  /** Aborted: the command is to end. */
  signal: AbortSignal;
  /** Everything is ready, and the command about to run. */
  onReady?(): void;
}

/** What watching a command once came to. */
export interface Watched {
  invocation: Invocation;
  /** Completions that are an error; null where sqe.arrow has them. */
  failed: readonly FailedResults[] | null;
}
