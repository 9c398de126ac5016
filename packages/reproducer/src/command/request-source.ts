import { LabError, type RequestsRecord, RUN_FILES } from '@uringlab/schema';
import { RequestsFile } from '../requests-file.ts';
import { FindingsFile } from './findings-file.ts';
import { watchByBpf } from './watch-by-bpf.ts';
import { watchByEvents } from './watch-by-events.ts';
import type { Watched, WatchRequest } from './watched.ts';

/** Where requests are known from, and what was written of them. */
export interface SourceSummary {
  kind: 'bpf' | 'events';
  table: RequestsRecord['table'];
  missing: string[];
  findings: typeof RUN_FILES.strace;
}

/** Reasons why BPF cannot be had here. */
const NO_BPF: ReadonlySet<string> = new Set(['E_BPF_MISSING', 'E_NATIVE_MISSING']);
const NO_EVENTS: ReadonlySet<string> = new Set(['E_NEEDS_ROOT', 'E_TRACEFS_MISSING']);

/** Watches a command by BPF; by the kernel's trace events where that is not to be had, or as asked. */
export class RequestSource {
  readonly #findings: FindingsFile;
  readonly #requests: RequestsFile;
  /** Why BPF is not used. */
  #refusal: LabError | string | undefined;
  #isOpen = true;

  constructor(directory: string, byEvents: boolean) {
    this.#findings = new FindingsFile(directory);
    this.#requests = new RequestsFile(directory);
    if (byEvents) this.#refusal = 'as asked by --events';
  }

  /** Runs the command once. Throws E_BPF_MISSING where neither can be had, and what the command's start throws. */
  async watch(request: WatchRequest): Promise<Watched> {
    if (this.#refusal === undefined) {
      try {
        return await watchByBpf(request, this.#requests, this.#findings);
      } catch (error) {
        if (!(error instanceof LabError && NO_BPF.has(error.code))) throw error;
        this.#refusal = error;
      }
    }
    const refusal = this.#refusal;
    return await watchByEvents(request).catch((error: unknown) => {
      throw refusal instanceof LabError && error instanceof LabError && NO_EVENTS.has(error.code)
        ? refusal
        : error;
    });
  }

  /** Throws when findings could not be written: without them nothing can be judged. */
  finish(): SourceSummary {
    const isByBpf = this.#refusal === undefined;
    if (!isByBpf) this.#requests.discard();
    const failure = isByBpf ? this.#requests.finish() : this.#reason();
    this.discard();
    if (this.#findings.failure !== undefined) throw this.#findings.failure;
    return {
      kind: isByBpf ? 'bpf' : 'events',
      table: failure === undefined ? RUN_FILES.requests : null,
      missing: failure === undefined ? [] : [failure],
      findings: RUN_FILES.strace,
    };
  }

  /** Closes the files; twice is fine. */
  discard(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#requests.close();
    this.#findings.close();
  }

  #reason(): string {
    const refusal = this.#refusal;
    return refusal instanceof LabError ? `${refusal.code}: ${refusal.message}` : (refusal ?? '');
  }
}
