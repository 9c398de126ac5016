// The executor against fio, in the same run, on the same file system, taking turns: `node bench/executor.mjs [DIRECTORY]`.
// Both read a cached file of 256 MiB in blocks of 64 KiB at depth 16 on one thread, and check every block's CRC32C; the
// executor also poisons each buffer. Prints the medians of both, and the median of the ratios of the pairs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, PLAN_KIND } from '@uringlab/uring-native';

const BLOCK_BYTES = 65536;
const BLOCKS = 4096;
const FILE_BYTES = BLOCK_BYTES * BLOCKS;
const DEPTH = 16;
const PAIRS = 15;

const directory = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'uringlab-bench-'));
const files = { executor: join(directory, 'executor'), fio: join(directory, 'fio') };
try {
  await runPlan(PLAN_KIND.write, inOrder());
  runFio({ rw: 'write', do_verify: 0 });
  await compare(
    'verified read',
    () => runPlan(PLAN_KIND.read, inOrder()),
    () => runFio({ rw: 'read', verify_only: 1 }),
  );
  await compare(
    'verified randread',
    () => runPlan(PLAN_KIND.read, shuffled()),
    () => runFio({ rw: 'randread', verify_only: 1 }),
  );
  await compare('verified randwrite and read back', writeAndReadBack, () => runFio({ rw: 'randwrite' }));
} finally {
  rmSync(directory, { recursive: true });
}

async function compare(title, executor, fio) {
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const order = pair % 2 === 0 ? [executor, fio] : [fio, executor];
    const seconds = new Map();
    for (const run of order) seconds.set(run, await run());
    pairs.push({ executor: seconds.get(executor), fio: seconds.get(fio) });
  }
  const rate = (name) => (FILE_BYTES / median(pairs.map((pair) => pair[name])) / 1e9).toFixed(2);
  const ratios = pairs.map((pair) => pair.fio / pair.executor).sort((a, b) => a - b);
  const spread = `${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)}`;
  console.log(
    `${title}: executor ${rate('executor')} GB/s, fio ${rate('fio')} GB/s, ratio ${median(ratios).toFixed(2)} (${spread}, ${PAIRS} pairs)`,
  );
}

/** Seconds that the plan took. */
async function runPlan(kind, blocks) {
  const execution = await execute({
    runId: 1n,
    ring: {
      depth: DEPTH,
      batch: 1,
      sqpoll: false,
      sqpollIdleMs: 1000,
      registeredFiles: false,
      registeredBuffers: false,
    },
    files: [{ path: files.executor, direct: false, write: true, create: true, id: 1 }],
    fileBytes: [BigInt(FILE_BYTES)],
    ops: {
      kind: new Uint8Array(BLOCKS).fill(kind),
      file: new Uint16Array(BLOCKS),
      offset: BigInt64Array.from(blocks, (block) => BigInt(block * BLOCK_BYTES)),
      length: new Uint32Array(BLOCKS).fill(BLOCK_BYTES),
      rwFlags: new Uint32Array(BLOCKS),
      sqeFlags: new Uint8Array(BLOCKS),
      generation: new Uint32Array(BLOCKS).fill(1),
    },
    consumer: 'strict',
    verify: true,
    poison: true,
    firstRow: 0,
    keepMismatches: 1,
  });
  const { errors, mismatches, shortReads } = execution.counters;
  if (errors + mismatches + shortReads > 0)
    throw new Error(`not clean: ${JSON.stringify(execution.counters)}`);
  return Number(execution.elapsedNs) / 1e9;
}

async function writeAndReadBack() {
  const blocks = shuffled();
  return (await runPlan(PLAN_KIND.write, blocks)) + (await runPlan(PLAN_KIND.read, blocks));
}

/** Seconds that fio counts for its reads and writes. */
function runFio(options) {
  const settings = {
    name: 'bench',
    filename: files.fio,
    size: FILE_BYTES,
    bs: BLOCK_BYTES,
    iodepth: DEPTH,
    ioengine: 'io_uring',
    thread: 1,
    invalidate: 0,
    verify: 'crc32c',
    ...options,
  };
  const parameters = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const output = execFileSync('fio', [...parameters, '--output-format=json'], { encoding: 'utf8' });
  const [job] = JSON.parse(output.slice(output.indexOf('{'))).jobs;
  if (job.error !== 0) throw new Error(`fio failed: error ${job.error}`);
  return (job.read.runtime + job.write.runtime) / 1000;
}

function inOrder() {
  return Array.from({ length: BLOCKS }, (_, block) => block);
}

function shuffled() {
  const blocks = inOrder();
  for (let i = blocks.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [blocks[i], blocks[j]] = [blocks[j], blocks[i]];
  }
  return blocks;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
