import { LabError } from '@uringlab/schema/errors';
import { describeRequest, type EventRequest, formatRequest, recordRequests } from '@uringlab/uring-events';
import { listOpcodes } from '@uringlab/uring-strace';
import type { Conclusion } from './conclusion.ts';
import type { RequestFilter } from './parse-expressions.ts';
import type { StraceArguments } from './strace-arguments.ts';
import type { Watch } from './watch-by-bpf.ts';

const CHUNK_CHARACTERS = 1 << 16;

const WHAT_IS_LESS =
  'events of tracefs instead, without offset, length, address and path; short reads cannot be judged';

/** The reason's first line says why, further ones are details of it. */
function announce(reason: string): string {
  const [why = '', ...details] = reason.split('\n');
  return [`uringlab: ${why}: ${WHAT_IS_LESS}`, ...details.map((line) => `  ${line}`), ''].join('\n');
}

/** What the events have nothing for. */
const NEEDS_BPF: readonly [
  option: string,
  isGiven: (options: StraceArguments, filter: RequestFilter) => boolean,
][] = [
  ['-P', ({ P }) => P !== undefined],
  ['-c', ({ c }) => c === true],
  ['-e short', (_, { onlyShort }) => onlyShort],
  ['--arrow', ({ arrow }) => arrow !== undefined],
  ['--shorts', ({ shorts }) => shorts === true],
  ['--overlaps', ({ overlaps }) => overlaps === true],
];

/** The option, of those given, that the events have nothing for. */
export function findOptionForBpf({ options, filter }: Watch): string | undefined {
  return NEEDS_BPF.find(([, isGiven]) => isGiven(options, filter))?.[0];
}

/** The names in the events: READ, or OP_22. */
function nameOpcodes(numbers: readonly number[]): Set<string> {
  const opcodes = listOpcodes();
  return new Set(numbers.flatMap((number) => [`OP_${number}`, opcodes[number]?.name ?? '']));
}

function compileFilter({ opcodes, onlyErrors }: RequestFilter): (request: EventRequest) => boolean {
  const names = opcodes === undefined ? undefined : nameOpcodes(opcodes);
  return ({ opcode, completion }) =>
    (names === undefined || names.has(opcode)) &&
    (!onlyErrors || (completion !== undefined && completion.result < 0));
}

/**
 * Watches by the kernel's trace events, which tell less. `reason` is why. Throws E_USAGE for an option that they have nothing for, and what
 * `recordRequests` throws.
 */
export async function watchByEvents(watch: Watch, reason: string): Promise<Conclusion> {
  const { target, options, filter, output, relay } = watch;
  const option = findOptionForBpf(watch);
  if (option !== undefined)
    throw new LabError('E_USAGE', `${option} needs what only BPF can tell`, {
      hint: 'leave it out, or --events',
    });
  const isShown = compileFilter(filter);
  let start = 0n;
  let chunk = '';
  const session = await recordRequests(target, {
    onReady: () => process.stderr.write(announce(reason)),
    onRequest: (request) => {
      if (!isShown(request)) return;
      const text =
        options.json === true ? JSON.stringify(describeRequest(request)) : formatRequest(request, start);
      chunk += `${text}\n`;
      if (chunk.length < CHUNK_CHARACTERS) return;
      output.write(chunk);
      chunk = '';
    },
  });
  start = session.start;
  relay.attach(session);
  const result = await session.result;
  output.write(chunk);
  const { submitted, completed, lost, exitCode, exitSignal } = result;
  return {
    submitted: BigInt(submitted),
    completed: BigInt(completed),
    lost: BigInt(lost),
    unfinished: BigInt(Math.max(submitted - completed, 0)),
    shorts: undefined,
    exitCode,
    exitSignal,
  };
}
