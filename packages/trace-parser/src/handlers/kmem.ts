import { toBigInt } from '../print/runtime/wide.ts';
import type { CompileHandler } from './handler.ts';
import { findWideField } from './write-fields.ts';

/** The place in the code comes first (libtraceevent, plugins/plugin_kmem.c), and then what the print format says. */
const compileCallSite: CompileHandler = ({ format, context, compilePlain }) => {
  const site = findWideField(format, 'call_site', context);
  if (site === undefined) return undefined;
  const write = compilePlain();
  return (view, at, size, out) => {
    if (size >= site.end) {
      const symbol = context.symbols().find(toBigInt(site.high(view, at), site.low(view, at)));
      if (symbol !== undefined) out.text(`(${symbol.name}+0x${symbol.offset.toString(16)}) `);
    }
    write(view, at, size, out);
  };
};

export const KMEM_HANDLERS: Readonly<Record<string, CompileHandler>> = Object.fromEntries(
  ['kfree', 'kmalloc', 'kmalloc_node', 'kmem_cache_alloc', 'kmem_cache_alloc_node', 'kmem_cache_free'].map(
    (name) => [`kmem:${name}`, compileCallSite],
  ),
);
