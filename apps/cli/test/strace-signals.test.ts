import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { MAIN, run } from './lab.ts';
import { canUseBpf, hasBpftool, isAlive, Programs } from './strace-target.ts';

if (!canUseBpf) console.warn('skipped: uringlab strace needs root and BTF');
const tracing = canUseBpf ? test : test.skip;

/** Says when it is there, with its pid; what `trap` says when a signal comes. */
const PATIENT = (trap: string) =>
  `trap '${trap}' INT TERM HUP; echo "ready $$"; while :; do sleep 0.05; done`;

interface Traced {
  readonly lab: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<{ status: number | null; said: string[]; stderr: string }>;
}

/** Starts the lab on a shell script that says `ready PID` first. It has a process group of its own, and no terminal. */
async function start(script: string, options: readonly string[] = []): Promise<Traced> {
  const lab = spawn(process.execPath, [MAIN, 'strace', ...options, 'sh', '-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  let stderr = '';
  lab.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const lines = createInterface({ input: lab.stdout });
  lines.on('line', (line) => said.push(line));
  const [ready] = await once(lines, 'line');
  const ended = once(lab, 'close').then(([status]) => ({ status, said: said.slice(1), stderr }));
  return { lab, pid: Number(String(ready).replace('ready ', '')), ended };
}

/** Settled when the lab holds links to its programs: they are attached then. */
async function attached(lab: ChildProcess): Promise<void> {
  const links = async () => {
    const names = await readdir(`/proc/${lab.pid}/fd`);
    const targets = await Promise.all(
      names.map((name) => readlink(`/proc/${lab.pid}/fd/${name}`).catch(() => '')),
    );
    return targets.filter((target) => target.includes('bpf_link')).length;
  };
  await expect.poll(links, { timeout: 30_000 }).toBeGreaterThan(5);
}

tracing.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s that comes to the lab alone is passed on by its name, once, and its answer waited for',
  async (name) => {
    const short = name.slice(3);
    const script = `trap 'echo got ${short}; exit 5' ${short}; ${PATIENT('echo other; exit 6').replace(` ${short}`, '')}`;
    const { lab, pid, ended } = await start(script);
    lab.kill(name);
    const { status, said, stderr } = await ended;
    expect({ status, said }).toEqual({ status: 5, said: [`got ${short}`] });
    expect(stderr).toContain('--- 0 requests');
    expect(await isAlive(pid)).toBe(false);
  },
);

const hasScript = spawnSync('script', ['--version']).error === undefined;
if (!hasScript) console.warn('skipped: a terminal is made by script(1), which is not installed');

(canUseBpf && hasScript ? test : test.skip)(
  'a Ctrl-C of a terminal reaches the command once, and its answer is waited for',
  async () => {
    // `exec`: a shell that waits would get the Ctrl-C too, and its status would be the one that script(1) passes on.
    const command = `exec '${process.execPath}' '${MAIN}' strace sh -c 'trap "echo got; exit 5" INT; echo ready; while :; do sleep 0.05; done'`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: terminal.stdout });
    const said: string[] = [];
    lines.on('line', (line) => {
      said.push(line.replace('^C', '').trim());
      if (said.at(-1) === 'ready') terminal.stdin.write('\x03');
    });
    const [status] = await once(terminal, 'close');
    expect(said).toEqual([
      'ready',
      'got',
      '--- 0 requests, 0 short, 0 records lost, the command exited with 5',
    ]);
    expect(status).toBe(5);
  },
);

tracing('a second signal ends the lab at once; the command goes on by itself', async () => {
  const { lab, pid, ended } = await start(PATIENT('echo got'));
  try {
    lab.stdout?.once('data', () => lab.kill('SIGINT'));
    lab.kill('SIGINT');
    // The pipe stays open as long as the command has it.
    const [status] = await once(lab, 'exit');
    expect(status).toBe(130);
    expect(await isAlive(pid)).toBe(true);
  } finally {
    process.kill(pid, 'SIGKILL');
    await ended;
  }
});

tracing.each(['SIGINT', 'SIGTERM'] as const)('-p: %s detaches, and the process goes on', async (name) => {
  const target = spawn('sh', ['-c', 'while :; do sleep 0.05; done'], { stdio: 'ignore' });
  try {
    const lab = spawn(process.execPath, [MAIN, 'strace', '-p', String(target.pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await attached(lab);
    lab.kill(name);
    const [status] = await once(lab, 'close');
    expect(status).toBe(0);
    expect(await isAlive(target.pid as number)).toBe(true);
  } finally {
    target.kill('SIGKILL');
  }
});

tracing(
  '-p: a multishot request that goes on is told with each CQE, and as unfinished in the end',
  async () => {
    const programs = new Programs();
    const target = spawn(programs.build('multishot-stays'), ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      const lab = spawn(process.execPath, [MAIN, 'strace', '-p', String(target.pid)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const told = text(lab.stderr);
      await attached(lab);
      target.stdin.write('g');
      await once(target.stdout, 'data');
      lab.kill('SIGINT');
      const lines = (await told).trimEnd().split('\n');
      expect(lines[0]).toMatch(/ POLL_ADD\(.*\) = 0x1 \(POLLIN\) .*\[more\]$/);
      expect(lines[1]).toMatch(/ POLL_ADD\(.*\) = \? <unfinished>$/);
      expect(lines.slice(2)).toEqual(['--- 2 requests, 1 unfinished, 0 short, 0 records lost']);
    } finally {
      target.kill('SIGKILL');
      programs.remove();
    }
  },
);

tracing('-p: ends with its process', async () => {
  const target = spawn('sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const lab = spawn(process.execPath, [MAIN, 'strace', '-p', String(target.pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await attached(lab);
  target.stdin.end('\n');
  const [status] = await once(lab, 'close');
  expect(status).toBe(0);
});

/** The ids of the programs that a process holds. */
async function listPrograms(pid: number | undefined): Promise<number[]> {
  const names = await readdir(`/proc/${pid}/fdinfo`);
  const texts = await Promise.all(
    names.map((name) => readFile(`/proc/${pid}/fdinfo/${name}`, 'latin1').catch(() => '')),
  );
  return texts.flatMap((text) => /^prog_id:\s*(\d+)$/m.exec(text)?.[1] ?? []).map(Number);
}

const needsBpftool = canUseBpf && hasBpftool ? test : test.skip;
if (!hasBpftool) console.warn('skipped: what is left of BPF is seen with bpftool, which is not installed');

needsBpftool('what was loaded is gone with the lab, also when it is killed', async () => {
  for (const name of ['SIGINT', 'SIGKILL'] as const) {
    const target = spawn('sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const lab = spawn(process.execPath, [MAIN, 'strace', '-p', String(target.pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await attached(lab);
    const loaded = await listPrograms(lab.pid);
    expect(loaded.length).toBeGreaterThan(0);
    lab.kill(name);
    await once(lab, 'close');
    target.stdin.end();
    // Programs are freed after a grace period of RCU.
    await expect.poll(async () => await listKnown(loaded), { timeout: 30_000 }).toEqual([]);
  }
});

async function listKnown(ids: readonly number[]): Promise<number[]> {
  const { stdout } = await run('bpftool', ['-j', 'prog', 'show']);
  const there = new Set((JSON.parse(stdout) as { id: number }[]).map(({ id }) => id));
  return ids.filter((id) => there.has(id));
}
