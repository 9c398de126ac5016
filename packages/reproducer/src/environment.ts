import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, cpus, machine, release, totalmem } from 'node:os';
import type { Environment } from '@uringlab/schema';
import { probe } from '@uringlab/uring-native';

async function readText(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

/** PRETTY_NAME of os-release(5). */
export function parseDistribution(text: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith('PRETTY_NAME='));
  return line?.slice('PRETTY_NAME='.length).replace(/^"|"$/g, '');
}

const RING_PARAMETERS = '/sys/module/io_uring/parameters';

/** Parameters of the kernel's io_uring, for the environment; nothing where it has none. */
export async function readRingParameters(
  list: (path: string) => Promise<string[]>,
  read: (path: string) => Promise<string>,
): Promise<Pick<Environment, 'ringParameters'>> {
  const names = await list(RING_PARAMETERS);
  if (names.length === 0) return {};
  const entries = names.map(async (name) => [name, await read(`${RING_PARAMETERS}/${name}`)] as const);
  return { ringParameters: Object.fromEntries(await Promise.all(entries)) };
}

/** What a kernel developer asks for first. */
export async function describeEnvironment(): Promise<Environment> {
  const [kernelVersion, osRelease, taint, bootId] = await Promise.all([
    readText('/proc/version'),
    readText('/etc/os-release'),
    readText('/proc/sys/kernel/tainted'),
    readText('/proc/sys/kernel/random/boot_id'),
  ]);
  const { pageBytes, liburing } = probe();
  return {
    kernelVersion,
    release: release(),
    machine: machine(),
    distribution: parseDistribution(osRelease) ?? 'unknown',
    taint: Number(taint) || 0,
    cpus: availableParallelism(),
    cpuModel: cpus()[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
    pageBytes,
    root: process.geteuid?.() === 0,
    node: process.version,
    liburing,
    bootId,
    ...(await readRingParameters((path) => readdir(path).catch(() => []), readText)),
  };
}
