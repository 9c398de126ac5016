import type { Container } from '../container/container.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { HandlerContext, Neighbours } from '../handlers/handler-context.ts';
import { CommTable } from './comm-table.ts';
import { EventTypes } from './event-types.ts';

/** What the lines of one report are written with: names that its events teach, and what handlers keep of the events before, belong to it alone. */
export interface WritingState {
  readonly types: EventTypes;
  readonly comms: CommTable;
  /** Where handlers ask for the neighbours of the record they write. */
  readonly neighbours: Neighbours;
}

/** `facts`: what handlers are told of the recording. */
export function createWritingState(
  container: Container,
  saved: ReadonlyMap<number, string>,
  facts: HandlerContext,
  log: DiagnosticLog,
): WritingState {
  const comms = new CommTable(saved);
  const neighbours: Neighbours = { current: () => undefined };
  const types = new EventTypes(
    container,
    {
      ...facts,
      learnComm: (pid, comm) => comms.learn(pid, comm),
      isNamed: (pid) => comms.isNamed(pid),
      position: () => neighbours.current(),
    },
    log,
  );
  return { types, comms, neighbours };
}
