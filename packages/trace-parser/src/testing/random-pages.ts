import fc from 'fast-check';
import { PageBuilder } from './page-builder.ts';
import { samplePayload } from './sample-trace.ts';

/** Steps of a page, sound ones and others. */
const STEP = fc.oneof(
  fc.record({ kind: fc.constant('event'), value: fc.nat(2 ** 27 - 1) }),
  fc.record({ kind: fc.constant('extend'), value: fc.bigInt(0n, 2n ** 59n - 1n) }),
  fc.record({ kind: fc.constant('stamp'), value: fc.bigInt(0n, 2n ** 59n - 1n) }),
  fc.record({ kind: fc.constant('padding'), value: fc.nat(2 ** 27 - 1) }),
  fc.record({ kind: fc.constant('word'), value: fc.nat(2 ** 32 - 1) }),
);

export const PAGE = fc.record({
  time: fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 1000n)),
  steps: fc.array(STEP, { maxLength: 30 }),
  lost: fc.oneof(fc.constant(undefined), fc.constant(-1), fc.nat(1000)),
});

export function buildPage({
  time,
  steps,
  lost,
}: typeof PAGE extends fc.Arbitrary<infer T> ? T : never): Uint8Array {
  const page = new PageBuilder(time);
  for (const { kind, value } of steps) {
    if (kind === 'event') page.event(Number(value), samplePayload(7, BigInt(value), 3, 'text'));
    else if (kind === 'extend') page.extend(BigInt(value));
    else if (kind === 'stamp') page.stamp(BigInt(value));
    else if (kind === 'padding') page.padding(Number(value), 8);
    else page.word(Number(value));
  }
  return page.build(lost);
}
