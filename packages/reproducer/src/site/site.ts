import type { KernelLogInterval, TracedMachine } from '@uringlab/capture';
import type { Environment, RequestsRecord } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import type { TestbedRequest } from '../testbed/choose-testbed.ts';
import type { Testbed } from '../testbed/testbed.ts';

/** Something that is followed from its start to its end. */
export interface Followed<T> {
  /** Called again, it says the same. */
  stop(): Promise<T>;
}

/** The machine a run happens on: this one, or a guest. The run itself, its plans and its directory are always here. */
export interface Site {
  describeEnvironment(): Promise<Environment>;
  /**
   * A place for `dataBytes` of files. Throws E_SCENARIO_UNAVAILABLE where the scenario cannot run there, E_NO_SPACE, E_NEEDS_ROOT,
   * E_TOOL_MISSING.
   */
  openTestbed(request: TestbedRequest, dataBytes: number, journal: Journal): Promise<Testbed>;
  /** Whose kernel is recorded. */
  traced: TracedMachine;
  /** `SYSTEM:EVENT`, globs: to be recorded besides those of the layers of a read. */
  events?: readonly string[];
  followKernelLog(): Promise<Followed<KernelLogInterval>>;
  /** The requests of the process that does the reads, as the kernel sees them, into sqe.arrow; where that cannot be, the record says why. */
  watchRequests(directory: string): Promise<Followed<RequestsRecord>>;
  /** Throws when the machine has failed meanwhile, be its answers what they are; absent for the lab's own. */
  requireSound?(): Promise<void>;
  /** What the machine has said on its console so far; absent for one that has none of its own. */
  console?(): string;
}
