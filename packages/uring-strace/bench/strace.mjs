// What being watched costs, as ratios of fio's own rates: `node bench/strace.mjs MAIN [DIRECTORY]`, MAIN being the built command line.
// 4 KiB random reads at depth 32 by one job: from the page cache, where a request takes 2.5 us, then with O_DIRECT on XFS on a loop device, which reads its file by the page cache and then direct.
// Each round runs all of them, in an order that turns; a ratio is to the untraced run of its own round. Prints medians.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [mainArgument, directoryArgument = '/var/tmp'] = process.argv.slice(2);
const MAIN = resolve(mainArgument);
const ROUNDS = Number(process.env.ROUNDS ?? 7);
const SECONDS = Number(process.env.SECONDS ?? 3);
const TAIL_BYTES = 4096;
/** bpftrace takes no name that it finds twice in PATH. */
const FIO = execFileSync('sh', ['-c', 'command -v fio'], { encoding: 'utf8' }).trim();

// Mounts of a namespace of one's own go with it, whatever happens, and their loop devices with them.
if (process.geteuid() !== 0) {
  console.log('uring-strace: not measured, BPF needs root');
} else if (process.env.URINGLAB_BENCH_NAMESPACE === undefined) {
  const self = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const { status } = spawnSync('unshare', ['--mount', '--propagation', 'private', ...self], {
    stdio: 'inherit',
    env: { ...process.env, URINGLAB_BENCH_NAMESPACE: '1' },
  });
  process.exitCode = status ?? 1;
} else {
  const directory = mkdtempSync(join(resolve(directoryArgument), 'uringlab-strace-bench-'));
  try {
    measure(directory);
  } finally {
    spawnSync('umount', [join(directory, 'xfs')], { stdio: 'ignore' });
    rmSync(directory, { recursive: true });
  }
}

function measure(directory) {
  const lines = join(directory, 'lines');
  const cached = fioJob(directory, join(directory, 'data'), []);
  fill(cached.file);
  const uringlab = (...options) => [process.execPath, MAIN, 'strace', ...options, '--'];
  // bpftrace looks up its tracepoints in tracefs.
  spawnSync('mount', ['-t', 'tracefs', 'tracefs', '/sys/kernel/tracing']);
  compare('page cached', cached, {
    untraced: [],
    'uringlab strace -o FILE': uringlab('-o', lines),
    'uringlab strace -c': uringlab('-c'),
    'uringlab strace --shorts': uringlab('--shorts'),
    'uringlab strace --arrow FILE': uringlab('--arrow', lines),
    'strace -f -e trace=io_uring_enter': ['strace', '-f', '-e', 'trace=io_uring_enter', '-o', lines],
    'bpftrace, two tracepoints counted': ['bpftrace'],
  });
  const place = mountXfs(directory);
  const direct = fioJob(directory, join(place, 'data'), ['--direct=1']);
  fill(direct.file);
  for (const mode of ['off', 'on']) {
    // Through the page cache of the image's file system, as mount makes them; or past it, to the disk.
    setLoopDirectIo(place, mode);
    compare(`O_DIRECT, XFS on a loop device, losetup --direct-io=${mode}`, direct, {
      untraced: [],
      'uringlab strace -o FILE': uringlab('-o', lines),
    });
  }

  function compare(title, job, variants) {
    const names = Object.keys(variants);
    const rates = new Map(names.map((name) => [name, []]));
    const lost = new Map();
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? names : [...names].reverse();
      for (const name of order) {
        const { rate, records } = run(job, variants[name], lines);
        rates.get(name).push(rate);
        if (records !== undefined) lost.set(name, (lost.get(name) ?? 0) + records);
      }
    }
    print(title, names, rates, lost);
  }
}

function print(title, names, rates, lost) {
  const width = Math.max(...names.map((name) => name.length));
  console.log(`\n${title}: 4 KiB random reads, depth 32, one job; ${ROUNDS} rounds of ${SECONDS} s`);
  console.log(`${'watched by'.padEnd(width)}  thousand/s  of untraced  (least to most)  records lost`);
  for (const name of names) {
    const ratios = rates.get(name).map((rate, round) => rate / rates.get('untraced')[round]);
    const span = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    console.log(
      [
        name.padEnd(width),
        (median(rates.get(name)) / 1000).toFixed(1).padStart(10),
        median(ratios).toFixed(3).padStart(11),
        span.padStart(15),
        String(lost.get(name) ?? '-').padStart(12),
      ].join('  '),
    );
  }
}

/** Runs fio under the words before it. fio counts from when it is set up: what loading programs takes is not in its rate. */
function run(job, before, lines) {
  const command =
    before[0] === 'bpftrace'
      ? [
          'bpftrace',
          '-e',
          'tracepoint:io_uring:io_uring_submit_req { @submitted[args->opcode] = count(); } tracepoint:io_uring:io_uring_complete { @completed = count(); }',
          '-c',
          job.command.join(' '),
        ]
      : [...before, ...job.command];
  const [program, ...args] = command;
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error !== undefined || status !== 0)
    throw new Error(`${command.join(' ')}: status ${status}, ${error?.message ?? stderr.slice(-1000)}`);
  const text = readFileSync(job.report, 'utf8');
  const [{ read }] = JSON.parse(text.slice(text.indexOf('{'))).jobs;
  rmSync(job.report);
  const records = before.includes(MAIN)
    ? countLost(before.includes('-o') ? readTail(lines) : stderr)
    : undefined;
  rmSync(lines, { force: true });
  return { rate: read.iops, records };
}

function countLost(text) {
  const [, lost] = /, (\d+) records? lost\n$/.exec(text) ?? [];
  if (lost === undefined) throw new Error(`no closing line: ${text.slice(-500)}`);
  return Number(lost);
}

function readTail(path) {
  const descriptor = openSync(path);
  const { size } = fstatSync(descriptor);
  const bytes = Buffer.alloc(Math.min(TAIL_BYTES, size));
  readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
  closeSync(descriptor);
  return bytes.toString('latin1');
}

function fioJob(directory, file, options) {
  const report = join(directory, 'fio.json');
  const settings = {
    name: 'bench',
    filename: file,
    size: '256m',
    bs: '4k',
    rw: 'randread',
    ioengine: 'io_uring',
    iodepth: 32,
    thread: 1,
    invalidate: 0,
    time_based: 1,
    // Calls are watched for a second, until nothing has come back short: what is measured is what goes on after that.
    ramp_time: 2,
    runtime: SECONDS,
    'output-format': 'json',
    output: report,
  };
  const parameters = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  return { file, report, command: [FIO, ...parameters, ...options] };
}

/** Written, and read once: it is in the page cache then. */
function fill(file) {
  execFileSync('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', 'count=256', 'conv=fsync'], {
    stdio: 'ignore',
  });
  execFileSync('dd', [`if=${file}`, 'of=/dev/null', 'bs=1M'], { stdio: 'ignore' });
}

function mountXfs(directory) {
  const image = join(directory, 'image');
  const place = join(directory, 'xfs');
  execFileSync('truncate', ['-s', '1G', image]);
  execFileSync('mkfs.xfs', ['-q', image]);
  mkdirSync(place);
  execFileSync('mount', ['-o', 'loop', image, place]);
  return place;
}

/** Throws where the image's file system cannot. */
function setLoopDirectIo(place, mode) {
  const device = execFileSync('findmnt', ['-no', 'SOURCE', place], { encoding: 'utf8' }).trim();
  execFileSync('losetup', [`--direct-io=${mode}`, device]);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
