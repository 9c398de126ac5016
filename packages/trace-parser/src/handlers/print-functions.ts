import type { PrintArgument, PrintFunction } from '../print/print-function.ts';
import { findHypercallName } from './hypercall-names.ts';
import { formatCommandBlock } from './scsi-commands.ts';

/*
 * C functions that print formats of kernels call and that libtraceevent's plugins register (plugin_jbd2.c, plugin_xen.c, plugin_scsi.c,
 * plugin_cfg80211.c, plugin_kvm.c).
 */
const NOTHING = new Uint8Array(0);

function toNumber(argument: PrintArgument | undefined): number {
  return typeof argument === 'number' || typeof argument === 'bigint'
    ? Number(BigInt.asUintN(32, BigInt(argument)))
    : 0;
}

function toBytes(argument: PrintArgument | undefined): Uint8Array {
  return argument instanceof Uint8Array ? argument : NOTHING;
}

function createText(format: (args: readonly PrintArgument[]) => string): PrintFunction {
  return { returns: 'text', write: (args, out) => out.text(format(args)) };
}

function formatDevice(device: number): string {
  return `${device >>> 20}:${device & 0xfffff}`;
}

/** Bit of a page table entry that says the page can be written to. */
const WRITABLE = 2;

/** The functions by name; integers come in the byte order of the trace. */
export function createPrintFunctions(littleEndian: boolean): ReadonlyMap<string, PrintFunction> {
  return new Map<string, PrintFunction>([
    ['jbd2_dev_to_name', createText(([device]) => formatDevice(toNumber(device)))],
    ['xen_hypercall_name', createText(([operation]) => findHypercallName(toNumber(operation)))],
    [
      'scsi_trace_parse_cdb',
      createText(([, block, length]) => formatCommandBlock(toBytes(block).subarray(0, toNumber(length)))),
    ],
    [
      '__le16_to_cpup',
      {
        returns: 'u32',
        evaluate: ([pointer]) => {
          const [first = 0, second = 0] = toBytes(pointer);
          return littleEndian ? first + second * 256 : first * 256 + second;
        },
      },
    ],
    ['is_writable_pte', { returns: 's32', evaluate: ([entry]) => toNumber(entry) & WRITABLE }],
  ]);
}
