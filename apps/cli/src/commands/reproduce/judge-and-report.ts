import { analyzeRun } from '@uringlab/analyzer';
import { writeReport } from '@uringlab/report';
import type { Findings, LabError } from '@uringlab/schema';
import type { Progress } from '../../terminal/progress.ts';

/** On stderr, and also under --json: it is the user's machine. */
export function tellLeftBehind(leftBehind: readonly LabError[]): void {
  for (const error of leftBehind)
    process.stderr.write(`uringlab: left behind: ${error.message}; try \`uringlab clean\`\n`);
}

/** What comes after the run, whatever was run: what could not be undone is told, then findings and report are written. */
export async function judgeAndReport(
  directory: string,
  leftBehind: readonly LabError[],
  progress: Progress,
): Promise<{ findings: Findings; files: string[] }> {
  tellLeftBehind(leftBehind);
  progress.say('finding the cause');
  const findings = await analyzeRun(directory);
  progress.say('writing the report');
  return { findings, files: await writeReport(directory) };
}
