// What the reader takes of a processor for each way to tell requests: `node bench/reader-cost.mjs [DIRECTORY]`, with the package built.
// cached-reads.c makes requests as fast as it can; the CPU time of this process, which reads the records, is divided by their number. It holds
// also where others are busy, since nobody else's time is in it. Below one second a million, a million a second need less than one core.
import { execFileSync } from 'node:child_process';
import { ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RequestsWriter } from '@uringlab/schema';
import { startStrace } from '../dist/index.js';

const SECONDS = Number(process.env.SECONDS ?? 3);

const directory = mkdtempSync(join(resolve(process.argv[2] ?? '/var/tmp'), 'uringlab-reader-cost-'));
try {
  await measure();
} finally {
  rmSync(directory, { recursive: true });
}

async function measure() {
  const program = join(directory, 'cached-reads');
  const source = fileURLToPath(new URL('cached-reads.c', import.meta.url));
  execFileSync('cc', ['-O2', '-D_GNU_SOURCE', '-o', program, source, '-luring']);
  const file = join(directory, 'data');
  execFileSync('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', 'count=64'], { stdio: 'ignore' });
  const out = openSync(join(directory, 'out'), 'w');
  const writer = new RequestsWriter((bytes) => writeSync(out, bytes));
  const arrow = { output: 'columns', onColumns: (columns) => writer.write(columns) };
  console.log(`\nwhat the reader takes, by one thread of 4 KiB cached reads, ${SECONDS} s each`);
  console.log('told as       thousand requests/s  CPU s per million (user + system)  records lost');
  for (const [name, options] of [
    ['lines', { output: 'text', descriptor: out }],
    ['JSON', { output: 'json', descriptor: out }],
    ['Arrow', arrow],
    ['--shorts', { output: 'none' }],
    ['-c', { output: 'none', shorts: false, summary: true }],
  ]) {
    // A short run first: what it takes to begin and to end is in both.
    const short = await run(options, 1);
    const long = await run(options, 1 + SECONDS);
    const millions = (long.completed - short.completed) / 1e6;
    const [a, b] = ['user', 'system'].map((kind) => (long.cpu[kind] - short.cpu[kind]) / 1e6 / millions);
    const lost = short.lost + long.lost;
    const rate = (millions * 1000) / SECONDS;
    const cost = `${(a + b).toFixed(2)} (${a.toFixed(2)} + ${b.toFixed(2)})`;
    console.log(
      `${name.padEnd(12)}  ${rate.toFixed(0).padStart(19)}  ${cost.padStart(33)}  ${String(lost).padStart(12)}`,
    );
  }

  async function run(options, seconds) {
    const before = process.cpuUsage();
    const session = startStrace({ command: [program, file, String(seconds)], ...options });
    const { completed, lost, exitCode } = await session.result;
    const cpu = process.cpuUsage(before);
    if (exitCode !== 0) throw new Error(`cached-reads: status ${exitCode}`);
    ftruncateSync(out);
    return { completed: Number(completed), lost, cpu };
  }
}
