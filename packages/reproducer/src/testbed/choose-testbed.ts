import { LabError } from '@uringlab/schema';
import type { Journal } from '@uringlab/undo';
import { FILESYSTEMS, type Filesystem, type Scenario, type ScenarioOptions } from '../scenario.ts';
import { useDirectory } from './directory-testbed.ts';
import { findMakeable, makeLoop } from './loop-testbed.ts';
import { makeMemory } from './memory-testbed.ts';
import type { Testbed } from './testbed.ts';

export interface TestbedRequest {
  scenario: Scenario;
  options: ScenarioOptions;
  directory?: string;
  filesystem?: Filesystem;
  workDirectory: string;
  /** The run directory: without root its file system is the one at hand. */
  out: string;
}

/** A loop device of the lab's own as root, else the directory given, else the one the run is written to. */
export async function chooseTestbed(
  request: TestbedRequest,
  dataBytes: number,
  journal: Journal,
): Promise<Testbed> {
  const { scenario } = request;
  const isRoot = process.geteuid?.() === 0;
  if (scenario.memoryBytes !== undefined)
    return openMemory(request, scenario.memoryBytes(request.options), journal);
  if (request.directory === undefined && (isRoot || request.filesystem !== undefined || scenario.needsLoop)) {
    if (!isRoot) {
      throw new LabError('E_NEEDS_ROOT', 'a file system on a loop device needs root', {
        hint: scenario.needsLoop
          ? 'run the command with sudo'
          : 'run the command with sudo, or name a directory with --dir DIR',
      });
    }
    const filesystem = request.filesystem ?? (await findMakeable(makeableOf(scenario)));
    requireFilesystem(scenario, filesystem);
    const mkfsArguments = scenario.mkfsArguments?.[filesystem] ?? [];
    return makeLoop({ filesystem, mkfsArguments, dataBytes, workDirectory: request.workDirectory }, journal);
  }
  if (scenario.needsLoop) {
    throw new LabError(
      'E_SCENARIO_UNAVAILABLE',
      `${scenario.name} changes a loop device of its own and cannot use a directory`,
      {
        hint: 'leave --dir out',
      },
    );
  }
  const bed = await useDirectory(request.directory ?? request.out, dataBytes, journal);
  requireFilesystem(scenario, bed.description.filesystem);
  return bed;
}

function makeableOf({ filesystems }: Scenario): Filesystem[] {
  return FILESYSTEMS.filter((filesystem) => filesystems.includes(filesystem));
}

async function openMemory(
  { scenario, directory, filesystem, workDirectory }: TestbedRequest,
  bytes: number,
  journal: Journal,
): Promise<Testbed> {
  if (directory !== undefined || filesystem !== undefined) {
    throw new LabError(
      'E_SCENARIO_UNAVAILABLE',
      `${scenario.name} fills a file system in memory of its own, and no other`,
      { hint: `leave ${directory === undefined ? '--fs' : '--dir'} out` },
    );
  }
  if (process.geteuid?.() !== 0) {
    throw new LabError('E_NEEDS_ROOT', 'a file system in memory needs root', {
      hint: 'run the command with sudo',
    });
  }
  return makeMemory(bytes, workDirectory, journal);
}

/** Throws E_SCENARIO_UNAVAILABLE for a file system on which the scenario shows nothing. */
export function requireFilesystem(scenario: Scenario, filesystem: string): void {
  if ((scenario.filesystems as readonly string[]).includes(filesystem)) return;
  throw new LabError('E_SCENARIO_UNAVAILABLE', `${scenario.name} cannot show anything on ${filesystem}`, {
    hint: `it runs on ${scenario.filesystems.join(', ')} (the lab knows ${FILESYSTEMS.join(', ')}): name one with --fs, or a directory on one with --dir`,
  });
}
