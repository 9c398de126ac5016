import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Throws E_COMMAND_MISSING: behind a shell, nobody else would tell. */
export function requireProgram(name: string): void {
  const places = name.includes('/')
    ? [name]
    : (process.env.PATH ?? '').split(':').map((directory) => join(directory || '.', name));
  if (places.some(isProgram)) return;
  throw new LabError('E_COMMAND_MISSING', `${name}: there is no such program`, {
    hint: 'see `command -v`, PATH and its mode',
  });
}

/** The command with its standard output on standard error: the shell is replaced by it before it makes any request. */
export function withOutputAside(words: readonly string[]): string[] {
  requireProgram(words[0] ?? '');
  return ['/bin/sh', '-c', 'exec "$@" >&2', 'sh', ...words];
}
