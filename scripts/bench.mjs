// What the lab's speed is, as ratios: the executor against fio, a traced pass against an untraced one, the trace reader against trace-cmd, what being watched costs, what
// the lab adds to the boot of a guest, and how long the main job takes from its start to the finished report. Prints numbers, not verdicts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 7;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const span = (values, digits) =>
  `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;

execFileSync(process.execPath, ['packages/uring-native/bench/executor.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['packages/trace-parser/bench/reading.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['packages/uring-strace/bench/strace.mjs', 'apps/cli/dist/main.js'], {
  stdio: 'inherit',
});
execFileSync(process.execPath, ['packages/uring-strace/bench/reader-cost.mjs'], { stdio: 'inherit' });
execFileSync(process.execPath, ['packages/vm/bench/boot-to-verdict.mjs', 'apps/cli/dist/main.js'], {
  stdio: 'inherit',
});

const directory = mkdtempSync(join(tmpdir(), 'uringlab-bench-'));
try {
  const seconds = [];
  const ratios = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const consumer of ['ignore', 'resubmit']) {
      const out = join(directory, `${consumer}-${round}`);
      const start = performance.now();
      execFileSync(
        process.execPath,
        ['apps/cli/dist/main.js', 'reproduce', '--consumer', consumer, '--out', out],
        { stdio: 'ignore' },
      );
      if (consumer === 'ignore') seconds.push((performance.now() - start) / 1000);
      const { phases } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
      const [plain, traced] = [phases.find((phase) => !phase.traced), phases.find((phase) => phase.traced)];
      if (traced !== undefined)
        ratios.set(consumer, [...(ratios.get(consumer) ?? []), traced.elapsedNs / plain.elapsedNs]);
    }
  }
  console.log(
    `reproduce, start to finished report: ${median(seconds).toFixed(2)} s (${span(seconds, 2)}, ${ROUNDS} runs)`,
  );
  for (const [consumer, values] of ratios) {
    console.log(
      `tracing on / off, default scenario, consumer ${consumer}: ${median(values).toFixed(2)} (${span(values, 2)}, ${ROUNDS} runs)`,
    );
  }
  if (ratios.size === 0)
    console.log(
      'tracing on / off: not measured, there is no kernel trace to be had here (see `uringlab doctor`)',
    );
} finally {
  rmSync(directory, { recursive: true });
}
