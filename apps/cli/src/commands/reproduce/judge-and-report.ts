import { analyzeRun } from '@uringlab/analyzer';
import { writeReport } from '@uringlab/report';
import type { Findings, LabError } from '@uringlab/schema';
import type { Progress } from '../../terminal/progress.ts';

/** What comes after the run, whatever was run: what could not be undone is told, then findings and report are written. */
export async function judgeAndReport(
  directory: string,
  leftBehind: readonly LabError[],
  progress: Progress,
): Promise<{ findings: Findings; files: string[] }> {
  for (const error of leftBehind)
    process.stderr.write(`uringlab: left behind: ${error.message}; try \`uringlab clean\`\n`);
  progress.say('finding the cause');
  const findings = await analyzeRun(directory);
  progress.say('writing the report');
  return { findings, files: await writeReport(directory) };
}
