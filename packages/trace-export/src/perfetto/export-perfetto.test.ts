import type { Trace } from '@uringlab/trace-parser';
import { describe, expect, test } from 'vitest';
import { type DecodedEvent, type DecodedPacket, decodePerfetto } from '../testing/decode-perfetto.ts';
import { MemorySink } from '../testing/memory-sink.ts';
import { NAMES, readRecording, withTrace } from '../testing/recordings.ts';
import { exportPerfetto } from './export-perfetto.ts';

async function exportTrace(trace: Trace): Promise<DecodedPacket[]> {
  const sink = new MemorySink();
  await exportPerfetto(trace, sink);
  return decodePerfetto(sink.bytes());
}

interface GenericField {
  name: string;
  value: 'strValue' | 'intValue' | 'uintValue';
  strValue?: string;
  intValue?: string;
  uintValue?: string;
}

function nameOf(event: DecodedEvent): string {
  if (event.event !== 'generic') {
    return event.event.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
  return (event.generic as { eventName: string }).eventName;
}

function fieldsOf(event: DecodedEvent): Map<string, string> {
  if (event.event === 'generic') {
    const fields = (event.generic as { field?: GenericField[] }).field ?? [];
    return new Map(fields.map((field) => [field.name, String(field[field.value])]));
  }
  return new Map(
    Object.entries(event[event.event] as Record<string, unknown>).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      String(value),
    ]),
  );
}

/** Perfetto's name of a field that the kernel has renamed. */
const KERNEL_NAMES: Readonly<Record<string, string>> = { errors: 'error' };

describe.each(NAMES)('%s', (name) => {
  test('every event is there, by CPU, time and fields', async () => {
    await withTrace(readRecording(name), async (trace) => {
      const packets = await exportTrace(trace);
      const decoded = packets.flatMap(({ ftraceEvents }) =>
        (ftraceEvents?.event ?? []).map((event) => ({ cpu: ftraceEvents?.cpu as number, event })),
      );
      const byPlace = (cpu: number, time: string, pid: number, event: string) =>
        `${cpu} ${time} ${pid} ${event}`;
      const events = [...trace.events()];
      const expected = new Map<string, typeof events>();
      expect(decoded.length).toBe(events.length);
      for (const event of events) {
        const key = byPlace(event.cpu, String(event.timestamp), event.pid >>> 0, event.name);
        expected.set(key, [...(expected.get(key) ?? []), event]);
      }
      let fields = 0;
      for (const { cpu, event } of decoded) {
        const candidates = expected.get(byPlace(cpu, event.timestamp, event.pid, nameOf(event)));
        const original = candidates?.shift();
        expect(original, `${cpu} ${event.timestamp} ${nameOf(event)}`).toBeDefined();
        for (const [field, value] of fieldsOf(event)) {
          const known = original?.field(field) ?? original?.field(KERNEL_NAMES[field] ?? '');
          // Lists are compared nowhere: events give them as text of libtraceevent's.
          if (known === undefined || String(known).startsWith('ARRAY[')) continue;
          expect(value, `${nameOf(event)}.${field}`).toBe(String(known));
          fields++;
        }
      }
      expect(fields).toBeGreaterThan(events.length);
    });
  });

  test('losses are marked', async () => {
    await withTrace(readRecording(name), async (trace) => {
      const packets = await exportTrace(trace);
      const marked = packets.filter(({ ftraceEvents }) => ftraceEvents?.lostEvents === true).length;
      expect(marked).toBe([...trace.events()].filter(({ lostBefore }) => lostBefore !== 0).length);
    });
  });

  test('slices pair up on tracks that exist, flows have a beginning and an end', async () => {
    const packets = await withTrace(readRecording(name), exportTrace);
    const tracks = new Set<string>();
    const open = new Map<string, bigint>();
    const flows = new Map<string, { first: bigint; last?: bigint }>();
    for (const { trackDescriptor, trackEvent, timestamp = '0' } of packets) {
      if (trackDescriptor !== undefined) {
        expect(tracks.has(trackDescriptor.uuid)).toBe(false);
        tracks.add(trackDescriptor.uuid);
      }
      if (trackEvent === undefined) continue;
      const { type, trackUuid, flowIds = [], terminatingFlowIds = [] } = trackEvent;
      const time = BigInt(timestamp);
      expect(tracks.has(trackUuid)).toBe(true);
      if (type === 'TYPE_SLICE_BEGIN') {
        expect(open.has(trackUuid)).toBe(false);
        open.set(trackUuid, time);
      }
      if (type === 'TYPE_SLICE_END') {
        expect(open.has(trackUuid)).toBe(true);
        expect(time).toBeGreaterThanOrEqual(open.get(trackUuid) as bigint);
        open.delete(trackUuid);
      }
      for (const flow of flowIds) {
        expect(flows.get(flow)?.last).toBeUndefined();
        if (!flows.has(flow)) flows.set(flow, { first: time });
      }
      for (const flow of terminatingFlowIds) {
        const known = flows.get(flow);
        expect(known?.last).toBeUndefined();
        expect(time).toBeGreaterThanOrEqual(known?.first as bigint);
        if (known !== undefined) known.last = time;
      }
    }
    expect([...open]).toEqual([]);
    expect([...flows].filter(([, { last }]) => last === undefined)).toEqual([]);
  });

  test('a sequence is either of events or of tracks', async () => {
    const packets = await withTrace(readRecording(name), exportTrace);
    for (const { trustedPacketSequenceId, ftraceEvents } of packets) {
      expect(trustedPacketSequenceId).toBe(ftraceEvents === undefined ? 1 : 2);
    }
  });
});

test('an io_uring request is a slice from its submission to its completion', async () => {
  await withTrace(readRecording('uring-xfs-v7'), async (trace) => {
    const packets = await exportTrace(trace);
    const begins = packets.filter(({ trackEvent }) => trackEvent?.type === 'TYPE_SLICE_BEGIN');
    const submissions = [...trace.events()].filter(({ name }) => name === 'io_uring_submit_req');
    const bios = [...trace.events()].filter(({ name }) => name === 'block_bio_queue');
    expect(submissions.length).toBeGreaterThan(10);
    const times = new Set(begins.map(({ timestamp }) => timestamp));
    for (const { timestamp } of [...submissions, ...bios]) expect(times).toContain(String(timestamp));
    const names = begins.map(({ trackEvent }) => trackEvent?.name);
    expect(names.filter((name) => name === 'READ').length).toBe(submissions.length);
    expect(names.filter((name) => name?.includes('page_cache')).length).toBeGreaterThan(0);
    const completed = packets.filter(({ trackEvent }) => trackEvent?.name === 'complete').length;
    expect(completed).toBeGreaterThan(10);
  });
});
