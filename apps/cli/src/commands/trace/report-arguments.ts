import { LabError } from '@uringlab/schema/errors';
import { type Command, InvalidArgumentError } from 'commander';
import { parsePath } from '../../parse-arguments.ts';
import { parseOffset } from './parse-values.ts';

const DEFAULT_INPUT = 'trace.dat';

/** Inputs and filters: what they mean depends on the options before them, as trace-cmd has it. */
export class ReportArguments {
  readonly filters: { source: string; exclude: boolean }[] = [];
  readonly #inputs: { path: string; timeOffset: bigint }[] = [];
  #exclude = false;

  addOptions(command: Command): void {
    command
      .option('-i, --input <file>', 'a trace, as the arguments are', (path) => {
        this.#inputs.push({ path: parsePath(path), timeOffset: 0n });
      })
      .option('--ts-offset <ns>', 'add so many nanoseconds to the times of the -i before', (text) =>
        this.#shift(parseOffset(text)),
      )
      .option(
        '-F, --filter <filter>',
        "events that match, as in 'sched_switch:prev_prio < 100'",
        (source) => {
          this.filters.push({ source, exclude: this.#exclude });
        },
      )
      .option('-v, --exclude', 'leave out what matches the -F after it, instead')
      .on('option:exclude', () => {
        this.#exclude = true;
      });
  }

  /** The inputs of the command line, of which `paths` are those without -i. */
  listInputs(paths: readonly string[]): { path: string; timeOffset: bigint }[] {
    const inputs = [...this.#inputs, ...paths.map((path) => ({ path, timeOffset: 0n }))];
    if (inputs.filter(({ path }) => path === '-').length > 1) {
      throw new LabError('E_USAGE', 'standard input can be read once', { hint: 'give - once' });
    }
    return inputs.length > 0 ? inputs : [{ path: DEFAULT_INPUT, timeOffset: 0n }];
  }

  #shift(offset: bigint): void {
    const last = this.#inputs.at(-1);
    if (last === undefined) throw new InvalidArgumentError('it stands behind the -i that it is about.');
    last.timeOffset = offset;
  }
}
