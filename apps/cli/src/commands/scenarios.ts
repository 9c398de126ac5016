import { findScenario, listBugClasses, SCENARIOS, type Scenario } from '@uringlab/reproducer';
import type { Command } from 'commander';
import { bold } from '../terminal/bold.ts';
import { labelled } from '../terminal/columns.ts';
import { wrappedTable } from '../terminal/wrapped-table.ts';

const WIDTHS = [24, 34, 28, 22];

function describeAsJson(scenario: Scenario) {
  const { name, title, references, description, expected, filesystems, needsLoop, defaults } = scenario;
  return {
    name,
    title,
    references,
    description,
    expected,
    filesystems,
    needsRoot: needsLoop,
    defaults,
  };
}

function describeScenario(scenario: Scenario): string {
  return [
    `${bold(scenario.name)}: ${scenario.title}`,
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
  ].join('\n');
}

/** The table of bug classes: what each is, how it shows, where it is known from, what makes it. */
function describeClasses(): string {
  const rows = listBugClasses().map(({ name, shows, references, scenarios }) => [
    name,
    shows,
    references.join('\n'),
    scenarios.length === 0 ? 'none here' : scenarios.join('\n'),
  ]);
  return wrappedTable(WIDTHS, [['class', 'how it shows', 'known from', 'scenario'], ...rows]);
}

export function addScenarios(program: Command): void {
  program
    .command('scenarios')
    .description(
      'the catalogue as a table of bug classes: how each shows, where it is known from, and the scenario that makes it; with a name, what that scenario needs and expects',
    )
    .argument('[names...]', 'scenarios to be described')
    .option('--json', 'one JSON object on stdout')
    .action((names: string[], { json }: { json?: boolean }) => {
      const named = names.map(findScenario);
      if (json === true) {
        const scenarios = (names.length > 0 ? named : SCENARIOS).map(describeAsJson);
        const classes = names.length > 0 ? {} : { classes: listBugClasses() };
        process.stdout.write(`${JSON.stringify({ ...classes, scenarios })}\n`);
        return;
      }
      const text =
        names.length > 0
          ? named.map(describeScenario).join('\n\n')
          : `${describeClasses()}\n\nuringlab scenarios NAME says what a scenario does, needs and expects.`;
      process.stdout.write(`${text}\n`);
    });
}
