import type { InfoWriter } from '../print/info-writer.ts';
import { type CompileHandler, compileWording } from './handler.ts';
import { findWideField } from './write-fields.ts';

const VALUE = [' val=%llu', 'val'] as const;
const HEX_VALUE = [' val=0x%08llx', 'val'] as const;
const TIMEOUT = [' utime=0x%08llx', 'utime'] as const;
/** For some operations the timeout's argument is a number. */
const SECOND_VALUE = [' val2=%llu', 'utime'] as const;
const SECOND_ADDRESS = [' uaddr2=0x%08llx', 'uaddr2'] as const;
const THIRD_VALUE = [' val3=0x%08llx', 'val3'] as const;
const REQUEUE = [VALUE, SECOND_VALUE, SECOND_ADDRESS] as const;

/** Operations by number, and which arguments they have (libtraceevent, plugins/plugin_futex.c). */
const OPERATIONS: readonly (readonly [name: string, ...args: (readonly [text: string, field: string])[]])[] =
  [
    ['FUTEX_WAIT', HEX_VALUE, TIMEOUT],
    ['FUTEX_WAKE', VALUE],
    ['FUTEX_FD', VALUE],
    ['FUTEX_REQUEUE', ...REQUEUE],
    ['FUTEX_CMP_REQUEUE', ...REQUEUE, THIRD_VALUE],
    ['FUTEX_WAKE_OP', ...REQUEUE, THIRD_VALUE],
    ['FUTEX_LOCK_PI', TIMEOUT],
    ['FUTEX_UNLOCK_PI'],
    ['FUTEX_TRYLOCK_PI'],
    ['FUTEX_WAIT_BITSET', HEX_VALUE, TIMEOUT, THIRD_VALUE],
    ['FUTEX_WAKE_BITSET', VALUE, THIRD_VALUE],
    ['FUTEX_WAIT_REQUEUE_PI', HEX_VALUE, TIMEOUT, SECOND_ADDRESS, THIRD_VALUE],
    ['FUTEX_CMP_REQUEUE_PI', ...REQUEUE, THIRD_VALUE],
  ];
const PRIVATE = 128;
const REALTIME = 256;

const compileFutex: CompileHandler = (input) => {
  const operation = findWideField(input.format, 'op', input.context);
  if (operation === undefined) return undefined;
  const writeOther = input.compilePlain();
  const writers: readonly InfoWriter[] = OPERATIONS.map(([name, ...args]) =>
    compileWording(
      input,
      `"op=${name}%s%s uaddr=0x%08llx${args.map(([text]) => text).join('')}", REC->op & ${PRIVATE} ? "|FUTEX_PRIVATE_FLAG" : "", REC->op & ${REALTIME} ? "|FUTEX_CLOCK_REALTIME" : "", ${['uaddr', ...args.map(([, field]) => field)].map((field) => `REC->${field}`).join(', ')}`,
    ),
  );
  return (view, at, size, out) => {
    const number =
      size < operation.end || operation.high(view, at) !== 0
        ? -1
        : operation.low(view, at) & ~(PRIVATE | REALTIME);
    const write = writers[number] ?? writeOther;
    write(view, at, size, out);
  };
};

export const FUTEX_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'syscalls:sys_enter_futex': compileFutex,
};
