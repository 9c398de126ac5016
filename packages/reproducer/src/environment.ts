import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, machine, release, totalmem } from 'node:os';
import type { Environment } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';
import { probe } from '@uringlab/uring-native';

async function readText(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

/** PRETTY_NAME of os-release(5). */
async function readDistribution(): Promise<string> {
  const line = (await readText('/etc/os-release'))
    .split('\n')
    .find((candidate) => candidate.startsWith('PRETTY_NAME='));
  return line?.slice('PRETTY_NAME='.length).replace(/^"|"$/g, '') ?? 'unknown';
}

/** What a kernel developer asks for first. */
export async function describeEnvironment(): Promise<Environment> {
  const [kernelVersion, distribution, taint, bootId, pageSize] = await Promise.all([
    readText('/proc/version'),
    readDistribution(),
    readText('/proc/sys/kernel/tainted'),
    readText('/proc/sys/kernel/random/boot_id'),
    runProgram('getconf', ['PAGESIZE'], { packageName: 'libc-bin' }),
  ]);
  return {
    kernelVersion,
    release: release(),
    machine: machine(),
    distribution,
    taint: Number(taint) || 0,
    cpus: availableParallelism(),
    cpuModel: cpus()[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
    pageBytes: Number(pageSize.stdout),
    root: process.geteuid?.() === 0,
    node: process.version,
    liburing: probe().liburing,
    bootId,
  };
}
