import { readText } from '../bytes/latin1.ts';
import type { EventFormat } from '../format/event-format.ts';
import type { InfoWriter } from '../print/info-writer.ts';
import { type CompileHandler, compileWording, hasField } from './handler.ts';
import type { HandlerContext } from './handler-context.ts';

/*
 * libtraceevent, plugins/plugin_sched_switch.c. Negative numbers are printed as such; the plugin prints ids and, of wake-ups,
 * priorities without their sign.
 */

/** The plugin's letters of task states; kernels since 4.14 print others for the upper four (include/trace/events/sched.h). */
const STATES = Array.from('SDTtZXxW', (letter, bit) => `{ ${1 << bit}, "${letter}" }`).join(', ');
const STATE = `(REC->prev_state & 0xff) ? __print_flags(REC->prev_state & 0xff, "|", ${STATES}) : "R"`;

type Learn = (view: DataView, at: number, size: number) => void;

/** Teaches the name of a thread that has none. */
function compileLearning(
  format: EventFormat,
  pidName: string,
  commName: string,
  context: HandlerContext,
): Learn {
  const pid = format.fields.find(({ name }) => name === pidName);
  const comm = format.fields.find(({ name }) => name === commName);
  const { learnComm, isNamed, littleEndian } = context;
  if (learnComm === undefined || pid?.size !== 4 || comm === undefined || comm.location !== null)
    return () => {};
  const end = Math.max(pid.offset + 4, comm.offset + comm.size);
  return (view, at, size) => {
    if (size < end) return;
    const id = view.getInt32(at + pid.offset, littleEndian);
    if (isNamed?.(id)) return;
    learnComm(id, readText(view, at + comm.offset, at + comm.offset + comm.size));
  };
}

function teach(write: InfoWriter, ...lessons: readonly Learn[]): InfoWriter {
  const [first, second] = lessons;
  return (view, at, size, out) => {
    write(view, at, size, out);
    first?.(view, at, size);
    second?.(view, at, size);
  };
}

const compileSwitch: CompileHandler = (input) => {
  const { format, context } = input;
  const write = compileWording(
    input,
    `"%s:%d [%d] %s ==> %s:%d [%d]", REC->prev_comm, REC->prev_pid, REC->prev_prio, ${STATE}, REC->next_comm, REC->next_pid, REC->next_prio`,
  );
  return teach(
    write,
    compileLearning(format, 'prev_pid', 'prev_comm', context),
    compileLearning(format, 'next_pid', 'next_comm', context),
  );
};

const compileWakeup: CompileHandler = (input) => {
  const { format, context } = input;
  const success = hasField(format, 'success') ? [' success=%d', ', REC->success'] : ['', ''];
  const cpu = hasField(format, 'target_cpu') ? [' CPU:%03u', ', REC->target_cpu'] : ['', ''];
  const write = compileWording(
    input,
    `"%s:%d [%d]${success[0]}${cpu[0]}", REC->comm, REC->pid, REC->prio${success[1]}${cpu[1]}`,
  );
  return teach(write, compileLearning(format, 'pid', 'comm', context));
};

export const SCHED_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'sched:sched_switch': compileSwitch,
  'sched:sched_wakeup': compileWakeup,
  'sched:sched_wakeup_new': compileWakeup,
};
