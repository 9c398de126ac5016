import { findKernel, listDefinitions, openCache, pruneStore } from '@uringlab/vm';
import type { Command } from 'commander';

export function addVmPrune(vm: Command): void {
  vm.command('prune')
    .description('remove fetched packages, images, broken-off builds and kernels that no test machine has')
    .option('--all', 'the kernels of the test machines too')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ all, json }: { all?: boolean; json?: boolean }) => {
      const cache = await openCache();
      const kept = [];
      if (all !== true) {
        for (const found of await listDefinitions()) kept.push((await findKernel(cache, found))?.key);
      }
      const keys = new Set(kept.filter((key) => key !== undefined));
      const { bytes, removed } = await pruneStore(cache, keys);
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ bytes, removed })}\n`
          : `removed ${removed.length} things, ${Math.round(bytes / 2 ** 20)} MiB, from ${cache.root}\n`,
      );
    });
}
