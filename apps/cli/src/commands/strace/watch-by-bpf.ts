import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type StraceResult, type StraceTarget, startStrace } from '@uringlab/uring-strace';
import { ArrowOutput } from './arrow-output.ts';
import type { Conclusion } from './conclusion.ts';
import type { LineOutput } from './line-output.ts';
import type { RequestFilter } from './parse-expressions.ts';
import type { SignalRelay } from './signal-relay.ts';
import { type StraceArguments, toLineTime } from './strace-arguments.ts';

export interface Watch {
  readonly target: StraceTarget;
  readonly options: StraceArguments;
  readonly filter: RequestFilter;
  readonly output: LineOutput;
  readonly relay: SignalRelay;
}

/** What is told of each request. */
function chooseOutput({ arrow, c, shorts, json }: StraceArguments): 'text' | 'json' | 'columns' | 'none' {
  if (arrow !== undefined) return 'columns';
  if (c === true || shorts === true) return 'none';
  return json === true ? 'json' : 'text';
}

/** As the kernel names files: from the root. A link may be renamed while it is watched, so that its own name counts, too. */
function namesOf(path: string): string[] {
  if (path === '') return [path];
  const own = resolve(path);
  return existsSync(own) ? [own, realpathSync(own)] : [own];
}

/** Lines are written by the native side. Findings are among them; where there are no lines, they are written here. */
function begin({ target, options, filter, output }: Watch, arrow: ArrowOutput | undefined) {
  const kind = chooseOutput(options);
  const hasLines = kind === 'text' || kind === 'json';
  return startStrace({
    ...target,
    output: kind,
    ...(hasLines ? { descriptor: output.descriptor } : {}),
    summary: options.c === true,
    // Counting alone is cheaper.
    shorts: options.c !== true || options.shorts === true || options.exitCode === true,
    overlaps: options.overlaps === true,
    time: toLineTime(options),
    latency: options.latency,
    paths: options.paths,
    onlyShort: filter.onlyShort,
    onlyErrors: filter.onlyErrors,
    ...(filter.opcodes === undefined ? {} : { opcodes: filter.opcodes }),
    ...(options.P === undefined ? {} : { path: options.P.flatMap(namesOf) }),
    ...(options.buffer === undefined ? {} : { bufferBytes: options.buffer }),
    ...(arrow === undefined ? {} : { onColumns: (columns) => arrow.write(columns) }),
    ...(hasLines
      ? {}
      : { onFinding: (json, text) => output.write(options.json === true ? `${json.trimEnd()}\n` : text) }),
  });
}

async function finish(watch: Watch, arrow: ArrowOutput | undefined): Promise<StraceResult> {
  const session = begin(watch, arrow);
  watch.relay.attach(session);
  return await session.result;
}

/** Watches by BPF. Throws what `startStrace` does, and E_NO_SPACE when the output cannot be written. */
export async function watchByBpf(watch: Watch): Promise<Conclusion> {
  const { options, output } = watch;
  const arrow = options.arrow === undefined ? undefined : new ArrowOutput(options.arrow);
  const result = await finish(watch, arrow).catch((cause: unknown) => {
    arrow?.discard();
    throw cause;
  });
  arrow?.finish();
  const { summaryText, summaryJson, outputError } = result;
  if (outputError !== undefined && outputError.code !== 'E_OUTPUT_CLOSED') throw outputError;
  const summary = options.json === true ? summaryJson : summaryText;
  if (summary !== undefined) output.write(`${summary.trimEnd()}\n`);
  return { ...result, overlaps: options.overlaps === true ? result.overlaps : undefined };
}
