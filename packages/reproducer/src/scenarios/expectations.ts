import { type Consumer, ConsumerSchema, type FaultClass } from '@uringlab/schema';

/** What is wrong whatever the application does with its results. */
export function everyConsumer(fault: FaultClass): Readonly<Record<Consumer, FaultClass>> {
  return Object.fromEntries(ConsumerSchema.options.map((consumer) => [consumer, fault])) as Record<
    Consumer,
    FaultClass
  >;
}
