import {
  bytesOf,
  type Cache,
  type FoundDefinition,
  findKernel,
  listDefinitions,
  openCache,
} from '@uringlab/vm';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';

interface Listed {
  name: string;
  title: string;
  /** How its kernel is come by. */
  kernel: 'file' | 'debian' | 'source';
  isReady: boolean;
  /** Of a kernel that is there; null before. */
  release: string | null;
  bytes: number | null;
}

async function describe(cache: Cache, found: FoundDefinition): Promise<Listed> {
  const { name, title, kernel } = found.definition;
  const there = await findKernel(cache, found);
  return {
    name,
    title,
    kernel: 'file' in kernel ? 'file' : 'debian' in kernel ? 'debian' : 'source',
    isReady: there !== undefined,
    release: there?.release ?? null,
    bytes: there === undefined ? null : await bytesOf(there.directory),
  };
}

function stateOf({ kernel, isReady }: Listed): string {
  if (isReady) return kernel === 'source' ? 'built' : 'fetched';
  return kernel === 'source' ? 'not built' : 'not fetched';
}

function formatTable(machines: readonly Listed[]): string {
  const rows = machines.map((machine) => [
    machine.name,
    stateOf(machine),
    machine.bytes === null ? '' : `${Math.ceil(machine.bytes / 2 ** 20)} MiB`,
    machine.release ?? '',
    machine.title,
  ]);
  const table = [['name', 'kernel', 'size', 'release', 'title'], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => (row[column] as string).length)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export function addVmList(vm: Command, context: CommandContext): void {
  vm.command('list')
    .description('the test machines, and whether their kernels are there')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ json }: { json?: boolean }) => {
      context.makeNothing();
      const cache = await openCache();
      const machines = [];
      for (const found of await listDefinitions()) machines.push(await describe(cache, found));
      process.stdout.write(
        json === true ? `${JSON.stringify({ cache: cache.root, machines })}\n` : formatTable(machines),
      );
    });
}
