import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One tracefs at the usual place, wherever the machine has one: trace-cmd takes the first it finds, also below debugfs. */
const MOUNT_TRACEFS = `umount -R /sys/kernel/debug 2>/dev/null || true
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing`;

export function runShell(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('sh', ['-ec', script], { encoding: 'latin1', maxBuffer: 1 << 30 });
}

/** Runs a script in a mount namespace of its own, so that its mounts end with it. */
export function runPrivately(directory: string, script: string): { status: number | null; stderr: string } {
  const file = join(directory, 'private.sh');
  writeFileSync(file, `set -e\n${MOUNT_TRACEFS}\n${script}\n`);
  return runShell(`unshare -m --propagation private sh ${file}`);
}

export function withDirectory<T>(use: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'trace-parser-'));
  try {
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Why nothing can be recorded here; empty when it can. */
export function whyNotRecord(): string {
  if (process.getuid?.() !== 0) return 'recording needs root';
  for (const tool of ['trace-cmd', 'unshare', 'mkfs.xfs', 'fio', 'gcc']) {
    if (runShell(`command -v ${tool}`).status !== 0) return `${tool} is not installed`;
  }
  const probe = withDirectory((directory) =>
    runPrivately(directory, 'test -d /sys/kernel/tracing/instances'),
  );
  return probe.status === 0 ? '' : 'tracefs is not to be had';
}

function printReport(file: string): string {
  return runShell(`trace-cmd report -N -t -i ${file}`).stdout;
}

/** What `trace-cmd report -N -t` prints for the bytes of a trace.dat. */
export function reportWithTraceCmd(bytes: Uint8Array): string {
  return withDirectory((directory) => {
    const file = join(directory, 'trace.dat');
    writeFileSync(file, bytes);
    return printReport(file);
  });
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
  const instance = `trace-parser-${process.pid}`;
  return withDirectory((directory) => {
    const file = join(directory, 'trace.dat');
    const shim = join(directory, 'shim.so');
    runShell(`gcc -shared -fPIC -O2 -o ${shim} ${join(import.meta.dirname, 'ftrace-shim.c')} -ldl`);
    writeFileSync(join(directory, 'job.sh'), command);
    const { status, stderr } = runPrivately(
      directory,
      `export MNT=${directory}/mnt
      truncate -s 320M ${directory}/xfs.img; mkfs.xfs -q ${directory}/xfs.img
      mkdir $MNT; mount -o loop ${directory}/xfs.img $MNT
      trap 'umount $MNT; rmdir /sys/kernel/tracing/instances/${instance}* 2>/dev/null || true' EXIT
      LD_PRELOAD=${shim} trace-cmd record -d -q ${arguments_.replaceAll('INSTANCE', instance)} \\
        -o ${file} sh ${directory}/job.sh`,
    );
    if (status !== 0) throw new Error(`trace-cmd record: ${stderr}`);
    return { bytes: new Uint8Array(readFileSync(file)), report: printReport(file) };
  });
}
