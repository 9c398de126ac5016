import { formatHex } from '@uringlab/schema';
import type { LayerEvent, LayerEventOf } from '../layers/layer-event.ts';
import type { TraceRequest } from './trace-request.ts';

interface Submitted {
  submit: LayerEventOf<'submit'>;
  call: LayerEventOf<'call'> | undefined;
}

/**
 * Read requests of a stock kernel's trace: a submission, the file system call its thread makes before it does
 * anything else for the ring (the ring's own events carry neither offset nor length), and the completion.
 * Requests whose call is not in the trace are left out: their offset and length are not known.
 */
export function findInRing(events: readonly LayerEvent[]): TraceRequest[] {
  const requests: TraceRequest[] = [];
  const inFlight = new Map<string, Submitted>();
  const submitting = new Map<number, Submitted>();
  for (const event of events) {
    if (event.kind === 'submit') {
      const submitted = { submit: event, call: undefined };
      inFlight.set(`${event.ring} ${event.userData}`, submitted);
      submitting.set(event.pid, submitted);
    } else if (event.kind === 'call') {
      const submitted = submitting.get(event.pid);
      if (submitted !== undefined && submitted.call === undefined) submitted.call = event;
    } else if (event.kind === 'punt') {
      submitting.delete(event.pid);
    } else if (event.kind === 'complete') {
      const id = `${event.ring} ${event.userData}`;
      const submitted = inFlight.get(id);
      inFlight.delete(id);
      if (submitted?.call !== undefined && submitted.call.count > 0)
        requests.push(complete(submitted.submit, submitted.call, event));
    }
  }
  return requests;
}

function complete(
  submit: LayerEventOf<'submit'>,
  call: LayerEventOf<'call'>,
  completion: LayerEventOf<'complete'>,
): TraceRequest {
  return {
    row: null,
    file: `inode ${formatHex(call.inode)} on ${call.device}`,
    device: call.device,
    inode: call.inode,
    offset: call.offset,
    length: call.count,
    result: completion.result,
    userData: submit.userData,
    fromNs: submit.ns,
    toNs: completion.ns,
    fileBytes: call.fileBytes,
    results: [completion.result],
    restAskedFor: false,
  };
}
