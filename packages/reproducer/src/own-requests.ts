import { LabError, type RequestsRecord, RUN_FILES } from '@uringlab/schema';
import { type StraceSession, startStrace } from '@uringlab/uring-strace';
import { RequestsFile } from './requests-file.ts';

export const NO_REQUESTS: RequestsRecord = {
  table: null,
  missing: ['not asked for'],
  submitted: 0,
  completed: 0,
  lost: 0,
};

function describe(error: LabError): string {
  return `${error.code}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
}

interface Watching {
  session: StraceSession;
  file: RequestsFile;
}

/**
 * The requests of this very process, and of executors that it starts, as the kernel sees them, into sqe.arrow. The lab knows its own requests, so where BPF is not to be
 * had, or the table cannot be written, the run goes on without it.
 */
export class OwnRequests {
  readonly #watching: Watching | string;

  private constructor(watching: Watching | string) {
    this.#watching = watching;
  }

  static start(directory: string): OwnRequests {
    let file: RequestsFile | undefined;
    try {
      const opened = new RequestsFile(directory);
      file = opened;
      const session = startStrace({
        processes: [process.pid],
        follow: true,
        output: 'columns',
        shorts: false,
        onColumns: (columns) => opened.write(columns),
      });
      return new OwnRequests({ session, file });
    } catch (error) {
      file?.discard();
      if (!(error instanceof LabError)) throw error;
      return new OwnRequests(describe(error));
    }
  }

  /** Ends the session. */
  async stop(): Promise<RequestsRecord> {
    if (typeof this.#watching === 'string') return { ...NO_REQUESTS, missing: [this.#watching] };
    const { session, file } = this.#watching;
    session.stop();
    try {
      const { submitted, completed, lost } = await session.result;
      const failure = file.finish();
      return {
        table: failure === undefined ? RUN_FILES.requests : null,
        missing: failure === undefined ? [] : [failure],
        submitted: Number(submitted),
        completed: Number(completed),
        lost: Number(lost),
      };
    } catch (error) {
      file.discard();
      if (!(error instanceof LabError)) throw error;
      return { ...NO_REQUESTS, missing: [describe(error)] };
    }
  }
}
