#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';

// `uringlab ... | head` closes the pipe early; the rest has no reader.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2));
