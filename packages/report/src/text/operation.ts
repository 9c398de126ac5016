import type { Run } from '@uringlab/schema';

/** What the requests of a run are called: a run reads, or it writes. */
export interface Operation {
  one: 'read' | 'write';
  /** Labels of the rows that count them. */
  short: string;
  wrong: string;
}

const READ: Operation = { one: 'read', short: 'Short reads', wrong: 'Wrong reads' };
const WRITE: Operation = { one: 'write', short: 'Short writes', wrong: 'Lost tails' };

export function operationOf({ scenario }: Pick<Run, 'scenario'>): Operation {
  return scenario.writes === undefined ? READ : WRITE;
}
