import type { StreamCount } from '../read/count-events.ts';
import type { RecordSource } from '../read/record-reader.ts';
import { MemoryLayout } from './memory-layout.ts';
import { planWalk, StreamWalk } from './stream-walk.ts';
import { instantiateWasm } from './web-assembly.ts';

/** As assembly/counts.ts has it: three numbers, and two times. */
const COUNT = 40;
const NUMBERS = 3;
const TIMES = 2;
const NEEDS_WINDOW = 1;

/** Counts the records of streams, and adds them to `counts` by the index of their type; undefined where WebAssembly cannot do it. */
export function countStreams(source: RecordSource, counts: Float64Array): StreamCount[] | undefined {
  const layout = new MemoryLayout();
  const plan = planWalk(source, {}, layout);
  if (plan === undefined) return undefined;
  const countsAt = layout.take(8 * counts.length);
  const countAt = layout.take(COUNT);
  const instance = layout.isTooLarge ? undefined : instantiateWasm(layout.size);
  if (instance === undefined) return undefined;
  const { functions, buffer } = instance;
  const walk = new StreamWalk(instance, plan);
  const numbers = new Float64Array(buffer, countAt, NUMBERS);
  const times = new BigUint64Array(buffer, countAt + 8 * NUMBERS, TIMES);
  const countSkipped = (): number => functions.countSkipped() + walk.missingBytes;
  const streams = source.streams.map(({ instance: name, cpu }, rank): StreamCount => {
    const skippedBefore = countSkipped();
    numbers.fill(0);
    while (functions.countRecords(rank, countsAt, countAt) === NEEDS_WINDOW) walk.load(rank);
    const [events = 0, recordedLost = 0, unknownGaps = 0] = numbers;
    const [first = null, last = null] = events === 0 ? [] : times;
    const skippedBytes = countSkipped() - skippedBefore;
    return { instance: name, cpu, events, first, last, recordedLost, unknownGaps, skippedBytes };
  });
  const found = new Float64Array(buffer, countsAt, counts.length);
  for (let index = 0; index < counts.length; index++)
    counts[index] = (counts[index] as number) + (found[index] as number);
  return streams;
}
