#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';
import { describeOutputFailure } from './terminal/describe-error.ts';

let outputFailure: number | undefined;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `uringlab ... | head` closes the pipe early; the rest has no reader.
  if (error.code === 'EPIPE') return;
  outputFailure = describeOutputFailure(error);
  process.exitCode = outputFailure;
});
// There is nobody left to tell; what was made on the machine is to be undone all the same.
process.stderr.on('error', () => {});

const status = await runCommandLine(process.argv.slice(2));
process.exitCode = outputFailure ?? status;
