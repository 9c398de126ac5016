import type { CommandRun } from '@uringlab/schema';
import { renderTemplate, type SharedInput, sharedParts } from '../html/page.ts';
import { commandEnvironment, commandFacts } from './command-rows.ts';
import { commandImpact, commandOpening } from './command-summary.ts';
import { describeEnd, describeShorts, describeTime, programName } from './describe-command.ts';

export interface CommandPageInput extends SharedInput {
  run: CommandRun;
  dmesg: string;
  /** Why there is no program; empty where there is one. */
  noReproducer: string;
}

/** Runs that get a row. */
const SHOWN_RUNS = 100;

function describeRuns({ invocations }: CommandRun) {
  return invocations.slice(0, SHOWN_RUNS).map((invocation, index) => ({
    number: index + 1,
    ended: describeEnd(invocation),
    took: describeTime(invocation),
    requests: invocation.completed,
    lost: invocation.lost,
    shorts: describeShorts(invocation.shorts),
  }));
}

/** The page of a run of a command: that of a scenario without what only the lab's own reads can show. */
export function renderCommandPage(input: CommandPageInput): string {
  const { run, findings, dmesg } = input;
  return renderTemplate({
    ...sharedParts(input),
    scenario: false,
    runs: describeRuns(run),
    run,
    name: programName(run),
    opening: commandOpening(run, findings),
    impact: commandImpact(run, findings),
    facts: commandFacts(run, findings).map(([label, value]) => ({ label, value })),
    environment: commandEnvironment(run, findings, dmesg).map(([label, value]) => ({ label, value })),
    noReproducer: input.noReproducer,
  });
}
