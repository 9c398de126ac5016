import { type Environment, type Guest, KIB } from '@uringlab/schema';
import type { Agent } from '@uringlab/uring-native';
import { parseDistribution, readRingParameters } from '../environment.ts';

/** What describes a guest: all as the guest says, but for the version of Node, which is this machine's. */
export async function describeGuestEnvironment(agent: Agent, vm: Guest | undefined): Promise<Environment> {
  const read = async (path: string): Promise<string> => {
    const bytes = await agent.readFile(path).catch((error: { code?: string }) => {
      if (error.code === 'E_AGENT') throw error;
      return undefined;
    });
    return bytes?.toString('utf8').trim() ?? '';
  };
  const list = async (path: string): Promise<string[]> => {
    const listed = await agent.readDirectory(path).catch((error: { code?: string }) => {
      if (error.code === 'E_AGENT') throw error;
      return [];
    });
    return listed.map(({ name }) => name);
  };
  const cpuinfo = await read('/proc/cpuinfo');
  const memoryKib = Number(/^MemTotal:\s*(\d+) kB$/m.exec(await read('/proc/meminfo'))?.[1]);
  const uid = /^Uid:\s*\d+\s+(\d+)/m.exec(await read('/proc/self/status'))?.[1];
  const { pageBytes, liburing } = await agent.probe();
  return {
    kernelVersion: await read('/proc/version'),
    release: await read('/proc/sys/kernel/osrelease'),
    // The agent is built for no other.
    machine: 'x86_64',
    distribution:
      parseDistribution(await read('/etc/os-release')) ?? 'none: an initramfs with the agent of the lab',
    taint: Number(await read('/proc/sys/kernel/tainted')) || 0,
    cpus: cpuinfo.match(/^processor\s*:/gm)?.length ?? 1,
    cpuModel: /^model name\s*: (.*)$/m.exec(cpuinfo)?.[1] ?? 'unknown',
    memoryBytes: memoryKib * KIB,
    pageBytes,
    root: uid === '0',
    node: process.version,
    liburing,
    bootId: await read('/proc/sys/kernel/random/boot_id'),
    ...(await readRingParameters(list, read)),
    ...(vm === undefined ? {} : { vm }),
  };
}
