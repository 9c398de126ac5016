import type { Testbed as TestbedDescription } from '@uringlab/schema';

/** A place for a run's files: a file system of the lab's own, or a directory of the user's. */
export interface Testbed {
  description: TestbedDescription;
  /** The backing file of the loop device; null in a user's directory. */
  backingFile: string | null;
  /** The path of a file of the run. */
  pathOf(name: string): string;
}
