import { readText } from '../bytes/latin1.ts';
import type { EventFormat } from '../format/event-format.ts';
import type { Field } from '../format/field.ts';
import { type CompileHandler, compileWording, hasField } from './handler.ts';
import type { HandlerContext } from './handler-context.ts';
import type { WordEvent, Wording } from './wording.ts';

/*
 * libtraceevent, plugins/plugin_sched_switch.c. Negative numbers are printed as such; the plugin prints ids and, of wake-ups,
 * priorities without their sign.
 */

/** The plugin's letters of task states; kernels since 4.14 print others for the upper four (include/trace/events/sched.h). */
const STATES = Array.from('SDTtZXxW', (letter, bit) => `{ ${1 << bit}, "${letter}" }`).join(', ');
const STATE = `(REC->prev_state & 0xff) ? __print_flags(REC->prev_state & 0xff, "|", ${STATES}) : "R"`;

type Learn = (view: DataView, at: number, size: number) => void;

/** How a record names a thread: the field that has its id, and what teaches the name to a thread without one. */
interface Lesson {
  readonly pid: Field;
  readonly learn: Learn;
}

function findLessons(
  format: EventFormat,
  { learnComm, isNamed, littleEndian }: HandlerContext,
  names: readonly (readonly [pid: string, comm: string])[],
): Lesson[] {
  if (learnComm === undefined) return [];
  const find = (name: string) => format.fields.find((field) => field.name === name);
  return names.flatMap(([pidName, commName]) => {
    const pid = find(pidName);
    const comm = find(commName);
    if (pid?.size !== 4 || comm === undefined || comm.location !== null) return [];
    const end = Math.max(pid.offset + 4, comm.offset + comm.size);
    const learn: Learn = (view, at, size) => {
      if (size < end) return;
      const id = view.getInt32(at + pid.offset, littleEndian);
      if (isNamed?.(id)) return;
      learnComm(id, readText(view, at + comm.offset, at + comm.offset + comm.size));
    };
    return [{ pid, learn }];
  });
}

function createWording(printFormat: string, lessons: readonly Lesson[]): Wording {
  return {
    printFormat,
    named: lessons.map(({ pid }) => pid.name),
    learn(view, at, size) {
      for (const lesson of lessons) lesson.learn(view, at, size);
    },
  };
}

const wordSwitch: WordEvent = (format, context) =>
  createWording(
    `"%s:%d [%d] %s ==> %s:%d [%d]", REC->prev_comm, REC->prev_pid, REC->prev_prio, ${STATE}, REC->next_comm, REC->next_pid, REC->next_prio`,
    findLessons(format, context, [
      ['prev_pid', 'prev_comm'],
      ['next_pid', 'next_comm'],
    ]),
  );

const wordWakeup: WordEvent = (format, context) => {
  const success = hasField(format, 'success') ? [' success=%d', ', REC->success'] : ['', ''];
  const cpu = hasField(format, 'target_cpu') ? [' CPU:%03u', ', REC->target_cpu'] : ['', ''];
  return createWording(
    `"%s:%d [%d]${success[0]}${cpu[0]}", REC->comm, REC->pid, REC->prio${success[1]}${cpu[1]}`,
    findLessons(format, context, [['pid', 'comm']]),
  );
};

/** Names are learned after the event is printed. */
function compileWith(word: WordEvent): CompileHandler {
  return (input) => {
    const { printFormat, learn } = word(input.format, input.context);
    const write = compileWording(input, printFormat);
    return (view, at, size, out) => {
      write(view, at, size, out);
      learn?.(view, at, size);
    };
  };
}

/** How the events are worded. */
export const SCHED_WORDINGS: Readonly<Record<string, WordEvent>> = {
  'sched:sched_switch': wordSwitch,
  'sched:sched_wakeup': wordWakeup,
  'sched:sched_wakeup_new': wordWakeup,
};

export const SCHED_HANDLERS: Readonly<Record<string, CompileHandler>> = Object.fromEntries(
  Object.entries(SCHED_WORDINGS).map(([name, word]) => [name, compileWith(word)]),
);
