// The reader against trace-cmd, in the same run, on the same recording, taking turns: `node bench/reading.mjs [DIRECTORY]`.
// Prints the medians of both and of the ratios of the pairs. DIRECTORY may hold none.dat, zstd.dat and old.dat of an earlier run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enlargeTrace } from './enlarge-trace.mjs';

const PAIRS = 7;
const CLI = join(import.meta.dirname, '../../../apps/cli/dist/main.js');
/** A Node that is told of further certificates reads them at each start, whether they are used or not: tens of milliseconds that are not ours. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;
const ours = (...args) => [process.execPath, CLI, 'trace', ...args];
const theirs = (...args) => ['trace-cmd', 'report', ...args];

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const span = (values, digits) =>
  `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;

/** Runs a command with its output to /dev/null: seconds, and the most memory it had, in MB. */
async function run([program, ...args]) {
  const start = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', openSync('/dev/null', 'w'), 'inherit'],
    env: ENVIRONMENT,
  });
  let megabytes = 0;
  const watch = setInterval(() => {
    try {
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))?.[1];
      if (peak !== undefined) megabytes = Number(peak) / 1000;
    } catch {
      // It has just ended.
    }
  }, 10);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
  return { seconds: (performance.now() - start) / 1000, megabytes };
}

async function compare(title, peer, own) {
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair++) pairs.push([await run(peer), await run(own)]);
  const ratios = pairs.map(([a, b]) => a.seconds / b.seconds);
  const [peerTime, ownTime] = [0, 1].map((side) => median(pairs.map((pair) => pair[side].seconds)));
  const [peerPeak, ownPeak] = [0, 1].map((side) => Math.max(...pairs.map((pair) => pair[side].megabytes)));
  console.log(
    `${title}: ${peerTime.toFixed(2)} s and ${ownTime.toFixed(2)} s, ratio ${median(ratios).toFixed(2)} (${span(ratios, 2)}, ${PAIRS} pairs), peak ${peerPeak.toFixed(0)} and ${ownPeak.toFixed(0)} MB`,
  );
}

/** Until two lines are there: the first says how many CPUs there are, the second is the first event's. */
async function waitForLine([program, ...args]) {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: ENVIRONMENT });
  let text = '';
  await new Promise((resolve) =>
    child.stdout.on('data', (piece) => {
      text += piece.toString('latin1');
      if (/\n.*\n/.test(text)) resolve();
    }),
  );
  const time = performance.now() - start;
  child.kill();
  await new Promise((resolve) => child.on('close', resolve));
  return time;
}

async function measureFirstLine(file) {
  const times = { uringlab: [], 'trace-cmd': [], 'Node alone': [] };
  for (let round = 0; round < PAIRS; round++) {
    times.uringlab.push(await waitForLine(ours('report', file)));
    times['trace-cmd'].push(await waitForLine(theirs(file)));
    times['Node alone'].push((await run([process.execPath, '-e', '0'])).seconds * 1000);
  }
  const parts = Object.entries(times).map(
    ([name, list]) => `${name} ${median(list).toFixed(0)} ms (${span(list, 0)})`,
  );
  console.log(`first event's line, ${PAIRS} runs: ${parts.join(', ')}`);
}

const given = process.argv[2];
const directory = given ?? mkdtempSync(join(tmpdir(), 'uringlab-bench-'));
const none = join(directory, 'none.dat');
const zstd = join(directory, 'zstd.dat');
const large = join(directory, 'large.dat');
try {
  if (!existsSync(none)) {
    const record = spawnSync(join(import.meta.dirname, 'record-trace.sh'), [directory, '256m'], {
      encoding: 'latin1',
    });
    if (record.status !== 0) throw new Error(`nothing was recorded: ${record.stderr}`);
  }
  console.log(
    `recording: ${(statSync(none).size / 1e6).toFixed(0)} MB, zstd ${(statSync(zstd).size / 1e6).toFixed(0)} MB; trace-cmd and uringlab:`,
  );
  await compare('full text', theirs('-i', none), ours('report', none));
  await compare('full text, -N -t', theirs('-N', '-t', '-i', none), ours('report', '-N', '-t', none));
  await compare('full text of the zstd file', theirs('-i', zstd), ours('report', zstd));
  await compare('all fields into columns (peer: full text)', theirs('-i', none), [
    process.execPath,
    join(import.meta.dirname, 'decode-columns.mjs'),
    none,
  ]);
  await compare(
    'count by name (peer: cat FILE | wc -c)',
    ['sh', '-c', `cat ${none} | wc -c`],
    ours('info', none),
  );
  await measureFirstLine(none);
  await enlargeTrace(join(directory, 'old.dat'), large, 10);
  const { seconds, megabytes } = await run(ours('report', large));
  console.log(
    `a recording of ${(statSync(large).size / 1e6).toFixed(0)} MB: ${seconds.toFixed(2)} s, peak ${megabytes.toFixed(0)} MB`,
  );
} finally {
  rmSync(large, { force: true });
  if (given === undefined) rmSync(directory, { recursive: true, force: true });
}
