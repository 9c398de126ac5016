// From power-on to the verdict: `node bench/boot-to-verdict.mjs MAIN.js`, with the lab built. `reproduce nowait-page-boundary --vm debian-6.1`,
// emulated, in turns with the same guest booted by hand: kernel, initramfs (another /init behind it), disk and command line are those of the
// lab's run, and what runs in it is the C reproducer of that run, statically linked, once. The lab is timed from its start of QEMU until it
// prints the verdict, with the report written; the guest by hand from the start of QEMU until that has ended. With --no-trace the lab reads
// everything once, as the reproducer does; without, it does so again under a trace, and reads the trace.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const MACHINE = 'debian-6.1';
const [main] = process.argv.slice(2);

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const span = (values) => `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
const tell = (what, values) =>
  console.log(
    `${what.padEnd(34)}  ${median(values).toFixed(2).padStart(6)} s  (${span(values)}, ${values.length} times)`,
  );

const missing = whatIsMissing();
console.log(`\nfrom power-on to the verdict: nowait-page-boundary, ${MACHINE}, emulated`);
if (missing !== undefined) {
  console.log(`not measured: ${missing}`);
} else {
  const directory = mkdtempSync('/var/tmp/uringlab-bench-vm-');
  try {
    await measure(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What there is to be done before a guest can be booted. */
function whatIsMissing() {
  try {
    execFileSync('qemu-system-x86_64', ['--version'], { stdio: 'ignore' });
  } catch {
    return 'QEMU is not installed (apt-get install qemu-system-x86)';
  }
  const { machines } = JSON.parse(execFileSync(process.execPath, [main, 'vm', 'list', '--json']));
  const isReady = machines.find(({ name }) => name === MACHINE)?.isReady === true;
  return isReady ? undefined : `its kernel has not been fetched (uringlab vm fetch ${MACHINE})`;
}

async function measure(directory) {
  const first = await timeLab(join(directory, 'first'));
  const hand = prepareByHand(directory, first.out);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const traced = await timeLab(join(directory, `traced-${round}`));
    const byHand = await timeByHand(hand);
    const plain = await timeLab(join(directory, `plain-${round}`), '--no-trace');
    rounds.push({ traced, byHand, plain });
  }
  tell(
    'the guest by hand',
    rounds.map(({ byHand }) => byHand),
  );
  for (const [name, what] of [
    ['plain', 'reproduce --no-trace'],
    ['traced', 'reproduce'],
  ]) {
    tell(
      what,
      rounds.map((round) => round[name].seconds),
    );
    tell(
      '  until the guest answers',
      rounds.map((round) => round[name].bootSeconds),
    );
    tell(
      '  until the cause is found',
      rounds.map((round) => round[name].foundSeconds),
    );
    tell(
      '  more than by hand',
      rounds.map((round) => round[name].seconds - round.byHand),
    );
  }
}

/** From the line that says that QEMU is started to the first of the verdict. */
async function timeLab(out, ...options) {
  const args = [main, 'reproduce', 'nowait-page-boundary', '--vm', MACHINE, '--out', out, ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [started, found, told, said] = [undefined, undefined, undefined, ''];
  child.stderr.on('data', (text) => {
    said += text;
    if (said.includes('booting')) started ??= performance.now();
    if (said.includes('writing the report')) found ??= performance.now();
  });
  child.stdout.on('data', (text) => {
    if (text.includes('verdict')) told ??= performance.now();
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0 || told === undefined) throw new Error(`uringlab: status ${status}: ${said}`);
  const { environment } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  return {
    out,
    seconds: (told - started) / 1000,
    bootSeconds: environment.vm.bootMs / 1000,
    foundSeconds: (found - started) / 1000,
  };
}

/** Makes image and disk, and gives the command line of QEMU, as one would type it. */
function prepareByHand(directory, out) {
  const { argv } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).environment.vm;
  const argumentOf = (name) => argv[argv.indexOf(name) + 1];
  const [root, image, disk] = ['root', 'initramfs', 'disk'].map((name) => join(directory, name));
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync(fileURLToPath(new URL('by-hand-init', import.meta.url)), join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);
  execFileSync('cc', ['-O2', '-static', '-o', join(root, 'bin/repro'), join(out, 'repro.c'), '-luring']);
  // The kernel unpacks archives one behind the other, and the last file of a name stays.
  const behind = execFileSync('cpio', ['--quiet', '-o', '-H', 'newc'], {
    cwd: root,
    input: 'init\nbin/repro\n',
  });
  writeFileSync(image, Buffer.concat([readFileSync(argumentOf('-initrd')), behind]));
  const machine = ['-accel', 'tcg,thread=multi', '-smp', argumentOf('-smp'), '-m', argumentOf('-m')];
  return {
    disk,
    args: [
      ...['-nodefaults', '-display', 'none', '-nic', 'none', '-no-reboot', '-serial', 'stdio', ...machine],
      ...['-kernel', argumentOf('-kernel'), '-initrd', image, '-append', argumentOf('-append')],
      ...['-drive', `file=${disk},if=virtio,format=raw,cache=writeback`],
    ],
  };
}

async function timeByHand({ disk, args }) {
  rmSync(disk, { force: true });
  execFileSync('truncate', ['-s', '1g', disk]);
  execFileSync('mkfs.xfs', ['-q', '-f', disk]);
  const began = performance.now();
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  if (!said.includes('1024 of 1024 reads short')) throw new Error(`the guest by hand: ${said}`);
  return (performance.now() - began) / 1000;
}
