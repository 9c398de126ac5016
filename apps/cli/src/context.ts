/** What every command is given, and where it leaves its exit status. */
export interface CommandContext {
  version: string;
  /** Aborted by SIGINT, SIGTERM and SIGHUP. */
  signal: AbortSignal;
  exitStatus: number;
}
