// Decodes all fields of all events of a trace into columns, and says how many values there were: `node decode-columns.mjs FILE`.
import { openTraceFile } from '@uringlab/trace-parser/node';

const trace = await openTraceFile(process.argv[2]);
let events = 0;
let values = 0;
for await (const batch of trace) {
  events += batch.length;
  for (const { rows, columns } of batch.tables()) values += rows.length * columns.length;
}
trace.close();
console.log(`${events} events, ${values} values`);
