import { expect, test } from 'vitest';
import { execute } from './execute.ts';
import type { Plan } from './plan.ts';
import { encodePlan } from './plan-codec.ts';
import { type Op, planOf } from './testing/plans.ts';

const one: Op[] = [{ offset: 0 }];

/** The file is never opened: the plan is refused before. */
const refused: [why: string, plan: Plan, message: RegExp][] = [
  ['depth 0', planOf('f', one, { ring: { depth: 0, batch: 0 } }), /depth out of range/],
  ['a batch deeper than the ring', planOf('f', one, { ring: { depth: 2, batch: 3 } }), /batch out of range/],
  ['a fractional depth', planOf('f', one, { ring: { depth: 1.5 } }), /depth: 1.5 is not an unsigned/],
  ['no slot a buffer', planOf('f', one, { ring: { slotsPerBuffer: 0 } }), /slots per buffer out of range/],
  ['an empty path', planOf('', one), /path empty/],
  ['a path with a NUL', planOf('a\0b', one), /NUL/],
  ['an operation on no file', planOf('f', [{ offset: 0, file: 1 }]), /operation 0: no such file/],
  ['length 0', planOf('f', [{ offset: 0, length: 0 }]), /length out of range/],
  ['a negative offset', planOf('f', [{ offset: -1 }]), /offset out of range/],
  ['misaligned direct I/O', planOf('f', [{ offset: 100 }], { file: { direct: true } }), /not aligned/],
  ['a write to a read-only file', planOf('f', [{ kind: 'write', offset: 0 }]), /opened for reading/],
  ['IOSQE_BUFFER_SELECT', planOf('f', [{ offset: 0, sqeFlags: 32 }]), /SQE flags/],
  [
    'a link chain that does not fit',
    planOf(
      'f',
      Array.from({ length: 3 }, () => ({ offset: 0, sqeFlags: 4 })),
      { ring: { depth: 2, batch: 1 } },
    ),
    /link chain longer/,
  ],
  ['buffers beyond 1 GiB', planOf('f', [{ offset: 0, length: 1 << 29 }], { ring: { depth: 4 } }), /1 GiB/],
  ['rows beyond 32 bits', planOf('f', one, { firstRow: 0xffffffff }), /rows beyond/],
  ['a run id beyond 64 bits', planOf('f', one, { runId: 1n << 64n }), /runId/],
  ['a negative file size', { ...planOf('f', one), fileBytes: [-1n] }, /file size/],
  ['a size missing', { ...planOf('f', one), fileBytes: [] }, /one size a file/],
  ['an unknown consumer', planOf('f', one, { consumer: 'hope' as never }), /consumer/],
];

for (const [why, plan, message] of refused) {
  test(`a plan is refused: ${why}`, async () => {
    await expect(execute(plan)).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringMatching(message) as string,
    });
  });
}

test('columns of different lengths are refused', () => {
  const plan = planOf('f', one);
  expect(() => encodePlan({ ...plan, ops: { ...plan.ops, kind: new Uint8Array(2) } })).toThrow(
    /differ in length/,
  );
});

test('a plan without operations runs, and does nothing', async () => {
  expect(await execute(planOf('/dev/null', []))).toMatchObject({
    completed: 0,
    aborted: false,
    mismatches: [],
  });
});
