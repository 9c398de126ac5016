import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Long from 'long';
import protobuf from 'protobufjs';

// Without it 64-bit integers are doubles.
protobuf.util.Long = Long;
protobuf.configure();

const SCHEMA = readFileSync(join(import.meta.dirname, '../../fixtures/perfetto.proto'), 'utf8');

/** 64-bit integers are decimal text. */
export interface DecodedTrackEvent {
  type: 'TYPE_SLICE_BEGIN' | 'TYPE_SLICE_END' | 'TYPE_INSTANT';
  trackUuid: string;
  name?: string;
  flowIds?: string[];
  terminatingFlowIds?: string[];
}

export interface DecodedEvent {
  timestamp: string;
  pid: number;
  /** Which message it is. */
  event: string;
  [message: string]: unknown;
}

export interface DecodedPacket {
  timestamp?: string;
  trustedPacketSequenceId: number;
  trackEvent?: DecodedTrackEvent;
  trackDescriptor?: { uuid: string; parentUuid?: string; name?: string; thread?: { tid: number } };
  ftraceEvents?: { cpu: number; event: DecodedEvent[]; lostEvents?: boolean };
}

/** Decodes by Perfetto's schema with a decoder of others. */
export function decodePerfetto(bytes: Uint8Array): DecodedPacket[] {
  const { packet } = decodeMessage(SCHEMA, 'perfetto.protos.Trace', bytes);
  return packet as DecodedPacket[];
}

/** Decodes a message of any schema; 64-bit integers are decimal text. */
export function decodeMessage(schema: string, name: string, bytes: Uint8Array): Record<string, unknown> {
  const type = protobuf.parse(schema).root.lookupType(name);
  return type.toObject(type.decode(bytes), { longs: String, enums: String, oneofs: true, arrays: false });
}
