import { checkNames, type EventSelection, type Trace } from '@uringlab/trace-parser';
import { type OutputRequest, writeDirectoryWhole, writeFileWhole } from './output-file.ts';

export const FORMATS = ['perfetto', 'arrow', 'parquet', 'jsonl', 'dat'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** Writes the selected events of a trace in a format. Throws E_FILTER for a name that no event has. */
export async function exportTrace(
  trace: Trace,
  format: ExportFormat,
  selection: EventSelection,
  output: OutputRequest,
): Promise<void> {
  checkNames(trace.types, selection);
  const exporters = await import('@uringlab/trace-export');
  switch (format) {
    case 'perfetto':
      return writeFileWhole(output, (sink) => exporters.exportPerfetto(trace, sink, selection));
    case 'jsonl':
      return writeFileWhole(output, (sink) => exporters.exportJsonLines(trace, sink, selection));
    case 'dat':
      return writeFileWhole(output, (sink) => exporters.trimTrace(trace, sink, { selection }));
    case 'arrow':
      return writeDirectoryWhole(output, (directory) => exporters.exportArrow(trace, directory, selection));
    case 'parquet':
      return writeDirectoryWhole(output, (directory) => exporters.exportParquet(trace, directory, selection));
  }
}
