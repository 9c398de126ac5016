import { countEvents, type Trace } from '@uringlab/trace-parser';
import { writeOutput } from '../../terminal/output.ts';
import type { Fact } from './fact-options.ts';
import { formatTraceTime, isNanosecondClock, showText } from './format-values.ts';
import { withTrace } from './open-input.ts';

/** The lines of a fact about each CPU; CPUs of instances have the instance's name before them. */
function listCpus(trace: Trace, fact: 'cpus' | 'firstEvent' | 'lastEvent'): string[] {
  const clocks = new Map(trace.instances.map(({ name, clock }) => [name, clock]));
  return countEvents(trace).streams.flatMap(({ instance, cpu, first, last }) => {
    if (first === null || last === null) return [];
    const place = `  ${instance === '' ? '' : `${showText(instance)}: `}${cpu}`;
    if (fact === 'cpus') return [place];
    const inTime = isNanosecondClock(clocks.get(instance) ?? trace.source.clock);
    return [`${place}\t${formatTraceTime(fact === 'firstEvent' ? first : last, inTime)}`];
  });
}

function listFact(trace: Trace, fact: Fact): string[] {
  const { metadata, uname } = trace;
  switch (fact) {
    case 'uname':
      return [uname === null ? 'uname was not recorded' : showText(uname)];
    case 'versionOfRecorder':
      return [metadata.recorder === null ? 'the version was not recorded' : showText(metadata.recorder)];
    case 'stat': {
      const texts = metadata.options
        .filter(({ name }) => name === 'CPUSTAT')
        .map(({ text }) => showText(text));
      return texts.length === 0 ? ['statistics were not recorded'] : texts;
    }
    default:
      return listCpus(trace, fact);
  }
}

/** Prints facts of traces, one trace after the other. */
export async function printFacts(
  inputs: readonly { readonly path: string }[],
  facts: readonly Fact[],
): Promise<void> {
  for (const { path } of inputs) {
    const lines = await withTrace(path, (trace) => facts.flatMap((fact) => listFact(trace, fact)));
    await writeOutput(`${lines.join('\n')}\n`);
  }
}
