import { formatHex } from '@uringlab/schema';
import type { LayerEventOf } from '../layers/layer-event.ts';
import type { TraceRequest } from './trace-request.ts';

/** A request of which only the call into the file system is known yet. */
export function beginRequest(call: LayerEventOf<'call'>): TraceRequest {
  return {
    row: null,
    file: `inode ${formatHex(call.inode)} on ${call.device}`,
    device: call.device,
    inode: call.inode,
    offset: call.offset,
    length: call.count,
    result: null,
    userData: null,
    fromNs: call.ns,
    toNs: call.ns,
    fileBytes: call.fileBytes,
    endAt: -1,
    restAskedFor: false,
  };
}
