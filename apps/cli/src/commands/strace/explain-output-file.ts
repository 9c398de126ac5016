import { LabError, toLabError } from '@uringlab/schema/errors';

function isOfTheSystem(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'syscall' in cause;
}

/** Why a file that an option names cannot be written: what the system said, whatever it is, under a code of the lab. */
export function explainOutputFile(cause: unknown, path: string, option: string): unknown {
  const code = toLabError(cause)?.code ?? (isOfTheSystem(cause) ? 'E_SYSTEM' : undefined);
  if (code === undefined) return cause;
  return new LabError(code, `${path} cannot be written`, {
    cause,
    hint:
      code === 'E_NO_SPACE' ? 'make room, or write it somewhere else' : `name another place with ${option}`,
  });
}
