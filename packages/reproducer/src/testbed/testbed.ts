import type { Testbed as TestbedDescription } from '@uringlab/schema';
import type { SiteCalls } from '../site/site-calls.ts';

/** A place for a run's files: a file system of the lab's own, or a directory of the user's. */
export interface Testbed {
  description: TestbedDescription;
  /** What is done with the files, on the machine they lie on. */
  calls: SiteCalls;
  /** The backing file of the loop device; null in a user's directory, and in a guest. */
  backingFile: string | null;
  /** The path of a file of the run. */
  pathOf(name: string): string;
  /** Takes away what is in no journal. */
  release(): Promise<void>;
}
