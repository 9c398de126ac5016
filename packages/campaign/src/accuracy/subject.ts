import type { CampaignFilesystemSchema, Consumer, FaultClass, ScenarioEntry } from '@uringlab/schema';
import type { z } from 'zod';

/** A scenario as the measurement needs to know it. */
export interface Subject {
  scenario: string;
  /** What has to be found, by consumer: a consumer that is not named is not tried; null where the kernel decides. */
  expected: Readonly<Partial<Record<Consumer, FaultClass | null>>>;
  filesystems: readonly z.infer<typeof CampaignFilesystemSchema>[];
  /** Bytes of a block, at least. */
  leastBlockBytes: number;
}

/** The entries of a measurement name their consumer. */
export function consumerOf({ scenario, consumer }: ScenarioEntry): Consumer {
  if (consumer === null) throw new RangeError(`no consumer of ${scenario} is named`);
  return consumer;
}
