// The executor against fio, in the same run, on the same file system, taking turns: `node bench/executor.mjs [DIRECTORY]`.
// Both read a cached file of 256 MiB in blocks of 64 KiB at depth 16 on one thread, and check every block's CRC32C; the
// executor also poisons each buffer. Prints the medians of both, and the median of the ratios of the pairs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execute, PLAN_KIND } from '@uringlab/uring-native';

const BLOCK_BYTES = 65536;
const BLOCKS = 4096;
const FILE_BYTES = BLOCK_BYTES * BLOCKS;
const DEPTH = 16;
const PAIRS = 15;

const directory = mkdtempSync(resolve(process.argv[2] ?? '/var/tmp', 'uringlab-bench-'));
const files = { executor: join(directory, 'executor'), fio: join(directory, 'fio') };
const inOrder = Array.from({ length: BLOCKS }, (_, block) => block);
const shuffled = shuffle(inOrder);
const plans = {
  write: planOf(PLAN_KIND.write, inOrder),
  read: planOf(PLAN_KIND.read, inOrder),
  randwrite: planOf(PLAN_KIND.write, shuffled),
  randread: planOf(PLAN_KIND.read, shuffled),
};

try {
  await runPlans('write');
  runFio({ rw: 'write', do_verify: 0 });
  // Or the kernel writes them back while they are read.
  execFileSync('sync', Object.values(files));
  await compare('verified read', ['read'], { rw: 'read', verify_only: 1 });
  await compare('verified randread', ['randread'], { rw: 'randread', verify_only: 1 });
  await compare('verified randwrite and read back', ['randwrite', 'randread'], { rw: 'randwrite' });
} finally {
  rmSync(directory, { recursive: true });
}

async function compare(title, names, fioOptions) {
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const fioFirst = pair % 2 === 1 ? runFio(fioOptions) : undefined;
    const executor = await runPlans(...names);
    pairs.push({ executor, fio: fioFirst ?? runFio(fioOptions) });
  }
  const rate = (name) => (FILE_BYTES / median(pairs.map((pair) => pair[name])) / 1e9).toFixed(2);
  const ratios = pairs.map((pair) => pair.fio / pair.executor).sort((a, b) => a - b);
  const spread = `${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)}`;
  console.log(
    `${title}: executor ${rate('executor')} GB/s, fio ${rate('fio')} GB/s, ratio ${median(ratios).toFixed(2)} (${spread}, ${PAIRS} pairs)`,
  );
}

/** Seconds that the plans took. */
async function runPlans(...names) {
  let seconds = 0;
  for (const name of names) {
    const { counters, elapsedNs } = await execute(plans[name]);
    const { errors, mismatches, shortReads } = counters;
    if (errors + mismatches + shortReads > 0)
      throw new Error(`${name}: not clean: ${JSON.stringify(counters)}`);
    seconds += Number(elapsedNs) / 1e9;
  }
  return seconds;
}

function planOf(kind, blocks) {
  return {
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
  };
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
    verify_state_save: 0,
    ...options,
  };
  const parameters = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const output = execFileSync('fio', [...parameters, '--output-format=json'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const [job] = JSON.parse(output.slice(output.indexOf('{'))).jobs;
  if (job.error !== 0) throw new Error(`fio failed: error ${job.error}`);
  return (job.read.runtime + job.write.runtime) / 1000;
}

function shuffle(values) {
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
