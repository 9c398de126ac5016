import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why nothing can be recorded here; empty when it can. */
export function whyNotRecord(): string {
  if (process.getuid?.() !== 0) return 'recording needs root';
  for (const tool of ['trace-cmd', 'unshare', 'mkfs.xfs', 'gcc']) {
    if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) return `${tool} is not installed`;
  }
  const probe = runPrivately('test -d /sys/kernel/tracing/instances');
  return probe.status === 0 ? '' : 'tracefs is not to be had';
}

const MOUNT_TRACEFS = 'mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing';

/** Runs a script in a mount namespace of its own, so that its mounts end with it. */
function runPrivately(script: string): { status: number | null; output: string } {
  const shell = ['-m', '--propagation', 'private', 'sh', '-ec', `${MOUNT_TRACEFS}; ${script}`];
  const result = spawnSync('unshare', shell, { encoding: 'latin1', maxBuffer: 1 << 28 });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

function printReport(file: string): string {
  const report = spawnSync('trace-cmd', ['report', '-N', '-t', '-i', file], {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  });
  return report.stdout;
}

/** What `trace-cmd report -N -t` prints for the bytes of a trace.dat. */
export function reportWithTraceCmd(bytes: Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
  try {
    const file = join(directory, 'trace.dat');
    writeFileSync(file, bytes);
    return printReport(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export interface Recording {
  readonly bytes: Uint8Array;
  /** What `trace-cmd report -N -t` prints. */
  readonly report: string;
}

/**
 * Records with trace-cmd while a shell command runs. `arguments_` follow `trace-cmd record`, with INSTANCE for a name of an own
 * instance; the command finds an empty XFS file system of its own in $MNT.
 */
export function recordTrace(arguments_: string, command: string): Recording {
  const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
  const instance = `trace-parser-${process.pid}`;
  try {
    const file = join(directory, 'trace.dat');
    const shim = join(directory, 'shim.so');
    const source = join(import.meta.dirname, 'ftrace-shim.c');
    spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl'], { stdio: 'inherit' });
    writeFileSync(join(directory, 'job.sh'), command);
    const { status, output } = runPrivately(`
      export MNT=${directory}/mnt
      truncate -s 320M ${directory}/xfs.img; mkfs.xfs -q ${directory}/xfs.img
      mkdir $MNT; mount -o loop ${directory}/xfs.img $MNT
      trap 'umount $MNT; rmdir /sys/kernel/tracing/instances/${instance}* 2>/dev/null || true' EXIT
      LD_PRELOAD=${shim} trace-cmd record -d -q ${arguments_.replaceAll('INSTANCE', instance)} \\
        -o ${file} sh ${directory}/job.sh`);
    if (status !== 0) throw new Error(`trace-cmd record: ${output}`);
    return { bytes: new Uint8Array(readFileSync(file)), report: printReport(file) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
