import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { packBundle } from '@uringlab/delivery';
import { LabError } from '@uringlab/schema';
import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { findInput } from '../../input-path.ts';
import { parsePath } from '../../parse-arguments.ts';

const HINT = 'a run directory is what `uringlab reproduce --out DIR` writes';

export function addBundle(program: Command, context: CommandContext): void {
  program
    .command('bundle')
    .description(
      'pack a run into one .tar.zst, with the sha256 of each file; `uringlab analyze` reads it elsewhere',
    )
    .argument('<run>', 'a run directory', parsePath)
    .option('-o, --output <file>', 'the bundle; without it RUN.tar.zst in the current directory', parsePath)
    .option('--json', 'one JSON object on stdout')
    .action(async (directory: string, { output, json }: { output?: string; json?: boolean }) => {
      if (!(await findInput(directory, HINT)).isDirectory())
        throw new LabError('E_PATH', `${directory} is not a run directory`, { hint: HINT });
      const path = output ?? `${basename(resolve(directory))}.tar.zst`;
      if (existsSync(path))
        throw new LabError('E_PATH', `${path} is there already`, { hint: 'name another with -o FILE' });
      const bundle = await packBundle(directory, path, { name: 'uringlab', version: context.version });
      process.stdout.write(
        json === true
          ? `${JSON.stringify(bundle)}\n`
          : `${bundle.path}: ${bundle.bytes} bytes, ${bundle.files.length} files, sha256 ${bundle.sha256}\n`,
      );
    });
}
