import { LabError } from '@uringlab/schema';

/** Sizes in bytes that events/header_page tells of the instance's sub-buffers (kernel/trace/ring_buffer.c, ring_buffer_print_page_header). */
export interface PageLayout {
  /** Header and data; may be several pages since 6.8 (buffer_subbuf_size_kb). */
  subBufferBytes: number;
  /** Size of a long of the kernel. */
  longBytes: number;
}

export function parsePageHeader(text: string): PageLayout {
  const commit = /\bcommit;\s*offset:\d+;\s*size:(\d+);/.exec(text);
  const data = /\bdata;\s*offset:(\d+);\s*size:(\d+);/.exec(text);
  if (commit === null || data === null) {
    throw new LabError('E_TRACEFS_MISSING', 'events/header_page does not describe a ring-buffer page', {
      hint: 'the lab records on kernels from 3.10 on',
      cause: text,
    });
  }
  return { subBufferBytes: Number(data[1]) + Number(data[2]), longBytes: Number(commit[1]) };
}
