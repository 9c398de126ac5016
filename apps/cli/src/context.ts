/** What every command is given, and where it leaves its exit status. */
export interface CommandContext {
  version: string;
  /** The whole command line, as it was given. */
  args: readonly string[];
  /** Aborted by SIGINT, SIGTERM and SIGHUP. */
  signal: AbortSignal;
  /** The command makes nothing that would have to be undone: from now on signals end it at once. */
  makeNothing(): void;
  exitStatus: number;
}
