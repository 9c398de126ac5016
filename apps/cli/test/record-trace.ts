import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHIM = fileURLToPath(
  new URL('../../../packages/trace-parser/src/testing/ftrace-shim.c', import.meta.url),
);
const TOOLS = ['trace-cmd', 'unshare', 'mkfs.xfs', 'fio', 'gcc'];

/** One tracefs at the usual place: trace-cmd takes the first it finds, also below debugfs. */
const MOUNT_TRACEFS = `umount -R /sys/kernel/debug 2>/dev/null || true
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing`;

function runShell(script: string, cwd: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('sh', ['-ec', script], { cwd, encoding: 'latin1', maxBuffer: 1 << 30 });
}

/** A job whose reads and writes are checked, through io_uring: what a trace is usually taken of here. */
export const FIO_JOB = `fio --minimal --output=/dev/null --name=job --directory=$MNT --ioengine=io_uring --size=4m \\
  --bs=4k --iodepth=32 --rw=randrw --randseed=42 --verify=crc32c --verify_state_save=0`;

/** Recordings by the installed trace-cmd, in a directory of their own. */
export class RecordingRoom {
  readonly directory = mkdtempSync(join(tmpdir(), 'uringlab-recordings-'));
  readonly #instance = `uringlab-${process.pid}-test`;

  /** Why nothing can be recorded here; empty when it can. */
  whyNot(): string {
    if (process.getuid?.() !== 0) return 'recording needs root';
    for (const tool of TOOLS) {
      if (runShell(`command -v ${tool}`, '/').status !== 0) return `${tool} is not installed`;
    }
    return this.#runPrivately('test -d /sys/kernel/tracing/instances') === ''
      ? ''
      : 'tracefs is not to be had';
  }

  /** Whether tracefs has a file of that name. */
  hasControl(name: string): boolean {
    return this.#runPrivately(`test -w /sys/kernel/tracing/${name}`) === '';
  }

  /**
   * Records while a shell command runs, which finds an empty XFS file system in $MNT. `options` follow `trace-cmd record`, with INSTANCE
   * for the name of an instance; `prepare` runs before with tracefs in place, `clear` after. Returns the path of the trace.dat.
   */
  record(
    name: string,
    options: string,
    {
      command = FIO_JOB,
      prepare = ':',
      clear = ':',
    }: { command?: string; prepare?: string; clear?: string } = {},
  ): string {
    const file = join(this.directory, `${name}.dat`);
    writeFileSync(join(this.directory, 'job.sh'), command);
    mkdirSync(join(this.directory, 'mnt'), { recursive: true });
    const failure = this.#runPrivately(`
      [ -e shim.so ] || gcc -shared -fPIC -O2 -o shim.so ${SHIM} -ldl
      truncate -s 320M xfs.img; mkfs.xfs -q -f xfs.img
      export MNT=$PWD/mnt
      mount -o loop xfs.img $MNT
      trap '${clear}; umount $MNT; rmdir /sys/kernel/tracing/instances/${this.#instance}* 2>/dev/null || true' EXIT
      ${prepare}
      LD_PRELOAD=$PWD/shim.so trace-cmd record -d -q ${options.replaceAll('INSTANCE', this.#instance)} -o ${file} sh job.sh`);
    if (failure !== '') throw new Error(`${name}: ${failure}`);
    return file;
  }

  /** Writes a recording anew in another version of the format. */
  convert(file: string, name: string, options: string): string {
    const converted = join(this.directory, `${name}.dat`);
    const { status, stderr } = runShell(
      `trace-cmd convert -i ${file} ${options} -o ${converted}`,
      this.directory,
    );
    if (status !== 0) throw new Error(`trace-cmd convert: ${stderr}`);
    return converted;
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Runs a script in a mount namespace of its own, so that its mounts end with it; what went wrong, empty for nothing. */
  #runPrivately(script: string): string {
    const file = join(this.directory, 'private.sh');
    writeFileSync(file, `set -e\n${MOUNT_TRACEFS}\n${script}\n`);
    const { status, stderr } = runShell(`unshare -m --propagation private sh ${file}`, this.directory);
    return status === 0 ? '' : `status ${status}: ${stderr}`;
  }
}
