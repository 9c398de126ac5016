import type { Bisect, CampaignRun, Matrix, MatrixCell } from '@uringlab/schema';

const LAB = { name: 'uringlab', version: '0.1.0' };

function run(seed: number, fault: boolean | null, hits: number): CampaignRun {
  return {
    seed,
    directory: `runs/lab/xfs/race/${seed}`,
    seconds: 2.5,
    class: fault === null ? 'not-enough-evidence' : fault ? 'unhandled-short-read' : 'no-fault-found',
    title:
      fault === null
        ? 'unknown: not enough evidence'
        : fault
          ? 'application: unhandled short read'
          : 'no fault found',
    confidence: fault === null ? 'low' : 'high',
    fault,
    operations: { hits, total: 4096 },
  };
}

const SCENARIO: MatrixCell['scenario'] = {
  name: 'race',
  scenario: 'readahead-race',
  consumer: 'ignore',
  fileBytes: null,
  blockBytes: null,
  depth: null,
  trace: false,
};

/** A cell of each kind: a fault in two of three runs, none, no verdict, not run. */
export function sampleMatrix(): Matrix {
  const cell = (name: string, runs: CampaignRun[], notRun: MatrixCell['notRun'] = null): MatrixCell => ({
    kernel: { name, vm: 'lab-5.10', append: name === 'lab on' ? 'io_uring.lab_no_short_retry=1' : null },
    filesystem: 'xfs',
    scenario: SCENARIO,
    runs,
    notRun,
  });
  return {
    format: 'uringlab-matrix',
    version: 1,
    lab: LAB,
    createdAt: '2026-01-02T03:04:05.000Z',
    repetitions: 3,
    cells: [
      cell('lab on', [run(1, true, 3), run(2, false, 0), run(3, true, 84)]),
      cell('lab off', [run(1, false, 0), run(2, false, 0), run(3, false, 0)]),
      cell('6.1', [run(1, null, 0)]),
      cell('newest', [], {
        code: 'E_TOOL_MISSING',
        message: 'qemu-system-x86_64 is not installed',
        hint: 'apt-get install qemu-system-x86',
      }),
    ],
  };
}

/** Five kernels, one of which did not boot. */
export function sampleBisect(): Bisect {
  const kernel = (name: string) => ({ name, vm: name, append: null });
  const names = ['5.4', '5.5', '5.6', '5.7', '5.8'];
  const step = (
    name: string,
    verdict: 'good' | 'bad' | 'skip',
    runs: CampaignRun[],
    reason: string,
  ): Bisect['steps'][number] => ({
    kernel: kernel(name),
    commit: null,
    index: names.indexOf(name),
    runs,
    notRun: verdict === 'skip' ? { code: 'E_SYSTEM', message: 'it does not boot', hint: null } : null,
    verdict,
    reason,
  });
  return {
    format: 'uringlab-bisect',
    version: 1,
    lab: LAB,
    createdAt: '2026-01-02T03:04:05.000Z',
    scenario: SCENARIO,
    filesystem: 'xfs',
    confidence: 0.95,
    baselineRuns: 2,
    maximumRuns: 50,
    seed: 1,
    kernels: names.map(kernel),
    git: null,
    baseline: {
      class: 'unhandled-short-read',
      runs: { hits: 2, total: 2 },
      operations: { hits: 87, total: 8192 },
    },
    steps: [
      step('5.8', 'bad', [run(1, true, 3), run(2, true, 84)], '2 of 2 runs: the fault to look for'),
      step('5.4', 'good', [run(1, false, 0), run(2, false, 0)], '0 of 2 runs, 0 of 8192 operations'),
      step('5.6', 'skip', [], 'not run: E_SYSTEM: it does not boot'),
      step('5.5', 'good', [run(1, false, 0), run(2, false, 0)], '0 of 2 runs, 0 of 8192 operations'),
      step('5.7', 'bad', [run(1, true, 5)], '1 of 1 runs: application: unhandled short read'),
    ],
    result: { lastGood: '5.5', firstBad: '5.7', between: ['5.6'] },
  };
}
