import { LabError } from '@uringlab/schema';
import { type Agent, UringError } from '@uringlab/uring-native';

/** A parameter of a module, or of what is built in, that is to be set in a running guest. */
export interface GuestParameter {
  /** As it was given: `io_uring.lab_no_short_retry=0`. */
  word: string;
  /** `/sys/module/io_uring/parameters/lab_no_short_retry`. */
  path: string;
  value: string;
}

const WORD = /^([\w-]+)\.(\w+)=([\x21-\x7e]+)$/;

/** Takes what the kernel's command line takes, MODULE.PARAMETER=VALUE. Throws E_USAGE. */
export function parseGuestParameter(word: string): GuestParameter {
  const [, module, name, value] = WORD.exec(word) ?? [];
  if (module === undefined || name === undefined || value === undefined)
    throw new LabError('E_USAGE', `--then ${word} is no parameter of a module`, {
      hint: 'MODULE.PARAMETER=VALUE, such as io_uring.lab_no_short_retry=0',
    });
  // The kernel has the hyphens of a module's name as underscores (kernel/params.c, dash2underscore).
  return { word, path: `/sys/module/${module.replaceAll('-', '_')}/parameters/${name}`, value };
}

/** Throws E_GUEST_PARAMETER when the guest's kernel does not have it. */
export async function requireGuestParameter(agent: Agent, parameter: GuestParameter): Promise<void> {
  await agent.stat(parameter.path).catch((error: unknown) => refuse(parameter, error));
}

/** Throws E_GUEST_PARAMETER when the guest's kernel does not take it. */
export async function setGuestParameter(agent: Agent, parameter: GuestParameter): Promise<void> {
  const { path, value } = parameter;
  await agent
    .writeFile(path, `${value}\n`, { way: 'update' })
    .catch((error: unknown) => refuse(parameter, error));
}

function refuse({ word, path }: GuestParameter, error: unknown): never {
  if (!(error instanceof UringError) || error.code === 'E_AGENT') throw error;
  throw new LabError('E_GUEST_PARAMETER', `${word} cannot be set in the guest: ${error.message}`, {
    hint: `uringlab vm run NAME -- ls -l ${path.slice(0, path.lastIndexOf('/'))} shows what is there`,
    cause: error,
  });
}
