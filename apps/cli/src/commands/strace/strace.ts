import { LabError } from '@uringlab/schema/errors';
import { listOpcodes, requireFirstPidNamespace } from '@uringlab/uring-strace';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../../context.ts';
import { parseBytes, parsePath } from '../../parse-arguments.ts';
import {
  type Conclusion,
  describeConclusion,
  encodeConclusion,
  statusOfCommand,
  statusOfShorts,
} from './conclusion.ts';
import { LineOutput } from './line-output.ts';
import { parseExpressions } from './parse-expressions.ts';
import { SignalRelay } from './signal-relay.ts';
import { type StraceArguments, toTarget } from './strace-arguments.ts';
import { type Watch, watchByBpf } from './watch-by-bpf.ts';
import { findOptionForBpf, watchByEvents } from './watch-by-events.ts';

const append = <T>(value: T, previous: T[] = []): T[] => [...previous, value];

/** `12`, or several as strace and pidof separate them. */
function parsePids(text: string, previous: number[] = []): number[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0 || !words.every((word) => /^\d{1,7}$/.test(word)))
    throw new InvalidArgumentError('the number of a process is expected.');
  return [...previous, ...words.map(Number)];
}

async function watch(settings: Watch): Promise<Conclusion> {
  if (settings.options.events === true) return await watchByEvents(settings, 'as asked by --events');
  try {
    return await watchByBpf(settings);
  } catch (cause) {
    if (
      !(cause instanceof LabError && cause.code === 'E_BPF_MISSING') ||
      findOptionForBpf(settings) !== undefined
    )
      throw cause;
    return await watchByEvents(settings, cause.message).catch((error: unknown) => {
      // Neither can be had: BPF is what was asked for.
      throw error instanceof LabError && (error.code === 'E_NEEDS_ROOT' || error.code === 'E_TRACEFS_MISSING')
        ? cause
        : error;
    });
  }
}

async function runStrace(
  command: readonly string[],
  options: StraceArguments,
  context: CommandContext,
): Promise<void> {
  const target = toTarget(command, options);
  const filter =
    options.e === undefined
      ? { onlyShort: false, onlyErrors: false }
      : parseExpressions(options.e, listOpcodes());
  if (options.all !== true) requireFirstPidNamespace();
  const relay = new SignalRelay();
  // From here on signals are the command's.
  context.makeNothing();
  try {
    const output = new LineOutput(options.output);
    let conclusion: Conclusion | undefined;
    try {
      conclusion = await watch({ target, options, filter, output, relay });
      if (options.q !== true)
        output.write(options.json === true ? encodeConclusion(conclusion) : describeConclusion(conclusion));
    } finally {
      output.close();
    }
    const status = options.exitCode === true ? statusOfShorts(conclusion) : statusOfCommand(conclusion);
    context.exitStatus = relay.impatience === undefined ? status : 128 + relay.impatience;
  } finally {
    relay.close();
  }
}

export function addStrace(program: Command, context: CommandContext): void {
  // What follows the first word that is no option belongs to the command.
  program.enablePositionalOptions();
  program
    .command('strace')
    .passThroughOptions()
    .description(
      'every io_uring request of a command, of processes (-p), or of all (-a): what it asked for, what it got, and whether short reads and writes were handled',
    )
    .argument('[command...]', 'a program and its arguments, behind -- if you like')
    .addOption(new Option('-p <pid>', 'a running process; several times, or 1,2,3').argParser(parsePids))
    .option('-a, --all', 'every process of this machine')
    .option('-f', 'children too: always so, and accepted as strace has it')
    .addOption(
      new Option(
        '-e <expression>',
        'trace=read,write or read,%network,!fsync: these operations alone; short, error: these results alone',
      ).argParser<string[]>(append),
    )
    .addOption(
      new Option('-P <path>', 'requests on this file alone; several times').argParser<string[]>(append),
    )
    .option('-o, --output <file>', 'lines go here instead of standard error; - is standard output', parsePath)
    .option('-c', 'counts by operation instead of lines')
    .option('-T', 'time from submission to completion: always so; see --no-latency')
    .addOption(
      new Option(
        '-t',
        'time of day in front of each line; -tt with microseconds, -ttt as seconds of the epoch',
      )
        .preset('')
        .argParser<number>((_, previous = 0) => previous + 1),
    )
    .option('-r', 'time since the line before')
    .option('--no-time', 'no time in front of the lines')
    .option('--no-latency', 'no time from submission to completion')
    .option('-y', 'paths of descriptors: always so; see --no-paths')
    .option('--no-paths', 'no paths of descriptors')
    .option('--json', 'a JSON object on each line')
    .addOption(
      new Option('--arrow <file>', 'an Arrow IPC file with a row a request, instead of lines')
        .argParser(parsePath)
        .conflicts(['json', 'c', 'shorts']),
    )
    .option('--shorts', 'what was found out about short reads and writes, and no lines')
    .option('--overlaps', 'also requests in flight whose memory overlaps while one writes to it')
    .option(
      '--exit-code',
      'exit 1 when a short read or write was not handled; otherwise as a command that fails, 125 when it cannot be told, 0 when all were',
    )
    .option('-q', 'no closing line')
    .addOption(
      new Option('--buffer <size>', 'of the records the reader may lag behind, e.g. 64m').argParser(
        parseBytes,
      ),
    )
    .option('--events', 'by the events of tracefs, without BPF: less of each request')
    .action(async (command: string[], options: StraceArguments) => runStrace(command, options, context));
}
