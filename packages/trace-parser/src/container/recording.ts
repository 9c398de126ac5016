import type { Recording } from '../recording.ts';
import type { Container } from './container.ts';

/** Options that say where something lies in the file, which another file has to say anew: DONE, BUFFER, CPUCOUNT, STRINGS, sections. */
const PLACES = new Set([0, 3, 8, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25]);

/** What a container holds besides its pages, fetched when it is asked for. */
export function createRecording(container: Container): Recording {
  const { littleEndian, longSize, cpuCount, headerPage, headerEvent, formats } = container;
  return {
    littleEndian,
    longSize,
    cpuCount,
    headerPage,
    headerEvent,
    formats,
    get kallsyms() {
      return container.kallsyms.load();
    },
    get printk() {
      return container.printk.load();
    },
    get cmdlines() {
      return container.cmdlines.load();
    },
    options: container.options.filter(({ id }) => !PLACES.has(id)),
  };
}
