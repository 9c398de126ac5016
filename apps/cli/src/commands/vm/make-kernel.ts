import { buildFromSource, fetchKernel, findDefinition, type Kernel, openCache } from '@uringlab/vm';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { Progress } from '../../terminal/progress.ts';

function say({ release, source, image }: Kernel, json: boolean | undefined): void {
  process.stdout.write(
    json === true ? `${JSON.stringify({ release, source, image })}\n` : `${release}: ${image}\n`,
  );
}

export function addVmFetch(vm: Command, context: CommandContext): void {
  vm.command('fetch')
    .description('fetch the kernel of a test machine into the cache')
    .argument('<name>', 'a test machine, or the path of a file NAME.vm.yaml')
    .option('--refresh', 'where the definition says "newest": ask anew which that is')
    .option('--json', 'one JSON object on stdout')
    .action(async (name: string, { refresh, json }: { refresh?: boolean; json?: boolean }) => {
      const progress = new Progress(json === true);
      const options = { signal: context.signal, progress: (text: string) => progress.say(text) };
      const found = await findDefinition(name);
      const kernel = await fetchKernel(await openCache(), found, {
        ...options,
        refresh: refresh === true,
      }).finally(() => progress.end());
      say(kernel, json);
    });
}

export function addVmBuild(vm: Command, context: CommandContext): void {
  vm.command('build')
    .description('build the kernel of a test machine from its source; a build that was stopped goes on')
    .argument('<name>', 'a test machine, or the path of a file NAME.vm.yaml')
    .option('--json', 'one JSON object on stdout')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const progress = new Progress(json === true);
      const options = { signal: context.signal, progress: (text: string) => progress.say(text) };
      const found = await findDefinition(name);
      const kernel = await buildFromSource(await openCache(), found, options).finally(() => progress.end());
      say(kernel, json);
    });
}
