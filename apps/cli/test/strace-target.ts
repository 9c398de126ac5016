import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = fileURLToPath(new URL('../../../packages/uring-strace/test/programs/', import.meta.url));

export const canUseBpf = process.geteuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux');

export const hasBpftool = spawnSync('bpftool', ['version']).error === undefined;

export const hasFio = spawnSync('fio', ['--version']).error === undefined;

/** Small C programs of packages/uring-strace/test/programs, compiled when they are asked for. */
export class Programs {
  readonly #directory = mkdtempSync(join(tmpdir(), 'strace-programs-'));

  build(name: string): string {
    const target = join(this.#directory, name);
    execFileSync('cc', [
      '-O1',
      '-std=gnu11',
      '-D_GNU_SOURCE',
      '-o',
      target,
      join(PROGRAMS, `${name}.c`),
      '-luring',
      '-pthread',
    ]);
    return target;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}

export interface FioJob {
  readonly file: string;
  readonly command: readonly string[];
  /** The reads and writes that fio says it issued. */
  countIssued(): Promise<{ reads: number; writes: number }>;
}

/** A fio job of 64 reads of 16 KiB, of a file of its own in the directory. */
export async function prepareFio(directory: string, options: readonly string[] = []): Promise<FioJob> {
  const report = join(directory, 'fio.json');
  await mkdir(join(directory, 'data'), { recursive: true });
  const file = join(directory, 'data', 'file');
  await writeFile(file, Buffer.alloc(1 << 20, 7));
  return {
    file,
    command: [
      'fio',
      '--name=job',
      `--filename=${file}`,
      '--size=1m',
      '--bs=16k',
      '--rw=randread',
      '--ioengine=io_uring',
      '--iodepth=8',
      '--thread=1',
      '--output-format=json',
      `--output=${report}`,
      ...options,
    ],
    async countIssued() {
      const text = await readFile(report, 'utf8');
      const { jobs } = JSON.parse(text.slice(text.indexOf('{')));
      return { reads: jobs[0].read.total_ios, writes: jobs[0].write.total_ios };
    },
  };
}

/** Is the process there, and no zombie? */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const state = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
  return state !== undefined && state !== '' && state !== 'Z' && state !== 'X';
}
