import { SCENARIOS } from '@uringlab/reproducer';
import type { Command } from 'commander';
import { bold } from '../terminal/bold.ts';
import { labelled } from '../terminal/columns.ts';

export function addScenarios(program: Command): void {
  program
    .command('scenarios')
    .description('the catalogue, with what each scenario needs and what verdict it expects')
    .option('--json', 'one JSON object on stdout')
    .action(({ json }: { json?: boolean }) => {
      if (json === true) {
        const scenarios = SCENARIOS.map(
          ({ name, title, references, description, expected, filesystems, needsLoop, defaults }) => ({
            name,
            title,
            references,
            description,
            expected,
            filesystems,
            needsRoot: needsLoop,
            defaults,
          }),
        );
        process.stdout.write(`${JSON.stringify({ scenarios })}\n`);
        return;
      }
      const entries = SCENARIOS.map((scenario) =>
        [
          bold(scenario.name),
          labelled('  shows', scenario.description),
          labelled('  known', scenario.references.join('; ')),
          labelled(
            '  needs',
            `${scenario.needsLoop ? 'root' : 'root for a file system of its own, else --dir'}; ${scenario.filesystems.join(', ')}`,
          ),
          labelled(
            '  expects',
            Object.entries(scenario.expected)
              .map(([consumer, verdict]) => `${consumer}: ${verdict ?? 'depends on the kernel'}`)
              .join('; '),
          ),
        ].join('\n'),
      );
      process.stdout.write(`${entries.join('\n\n')}\n`);
    });
}
