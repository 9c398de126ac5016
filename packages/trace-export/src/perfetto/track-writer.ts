import type { ProtobufWriter } from './protobuf-writer.ts';
import {
  ANNOTATION,
  INCREMENTAL_STATE_CLEARED,
  PACKET,
  THREAD,
  TRACE,
  TRACK,
  TRACK_EVENT,
  TRACK_EVENT_TYPE,
} from './schema.ts';

/** What a slice or an instant says besides its name. */
export type Annotations = Readonly<Record<string, number | bigint | string>>;

export interface TrackEventContent {
  readonly time: bigint;
  readonly track: number;
  readonly category?: string;
  readonly name?: string;
  readonly flows?: readonly bigint[];
  readonly endingFlows?: readonly bigint[];
  readonly annotations?: Annotations;
}

/** Writes tracks, slices and instants as one sequence of packets. Times are on the clock of the ftrace events. */
export class TrackWriter {
  readonly #writer: ProtobufWriter;
  readonly #sequence: number;
  readonly #threads = new Map<number, number>();
  #first = true;
  #tracks = 0;

  constructor(writer: ProtobufWriter, sequence: number) {
    this.#writer = writer;
    this.#sequence = sequence;
  }

  /** A track by that name, below `parent` where there is one; its id. */
  addTrack(name: string, parent = 0): number {
    return this.#describe((writer) => {
      writer.string(TRACK.name, name);
      if (parent !== 0) writer.unsigned(TRACK.parent, parent);
    });
  }

  /** The track of a thread, described when it is first asked for. */
  findThread(tid: number, name: string): number {
    const known = this.#threads.get(tid);
    if (known !== undefined) return known;
    const track = this.#describe((writer) => {
      // Every CPU has an idle task 0, which is no thread.
      if (tid === 0) writer.string(TRACK.name, name);
      else {
        // A recording does not say which process a thread is of; it stands for itself.
        const thread = writer.begin(TRACK.thread);
        writer.signed(THREAD.pid, tid);
        writer.signed(THREAD.tid, tid);
        writer.string(THREAD.name, name);
        writer.end(thread);
      }
    });
    this.#threads.set(tid, track);
    return track;
  }

  begin(content: TrackEventContent): void {
    this.#write(TRACK_EVENT_TYPE.begin, content);
  }

  end(content: TrackEventContent): void {
    this.#write(TRACK_EVENT_TYPE.end, content);
  }

  instant(content: TrackEventContent): void {
    this.#write(TRACK_EVENT_TYPE.instant, content);
  }

  #packet(body: (writer: ProtobufWriter) => void): void {
    const packet = this.#writer.begin(TRACE.packet);
    this.#writer.unsigned(PACKET.sequenceId, this.#sequence);
    if (this.#first) {
      this.#writer.unsigned(PACKET.sequenceFlags, INCREMENTAL_STATE_CLEARED);
      this.#writer.unsigned(PACKET.firstOnSequence, 1);
      this.#first = false;
    }
    body(this.#writer);
    this.#writer.end(packet);
  }

  #describe(body: (writer: ProtobufWriter) => void): number {
    const track = ++this.#tracks;
    this.#packet((writer) => {
      const descriptor = writer.begin(PACKET.trackDescriptor);
      writer.unsigned(TRACK.uuid, track);
      body(writer);
      writer.end(descriptor);
    });
    return track;
  }

  #write(type: number, content: TrackEventContent): void {
    this.#packet((writer) => {
      writer.unsigned64(PACKET.timestamp, content.time);
      const event = writer.begin(PACKET.trackEvent);
      writer.unsigned(TRACK_EVENT.type, type);
      writer.unsigned(TRACK_EVENT.track, content.track);
      if (content.category !== undefined) writer.string(TRACK_EVENT.category, content.category);
      if (content.name !== undefined) writer.string(TRACK_EVENT.name, content.name);
      for (const flow of content.flows ?? []) writer.fixed64(TRACK_EVENT.flow, flow);
      for (const flow of content.endingFlows ?? []) writer.fixed64(TRACK_EVENT.terminatingFlow, flow);
      for (const [name, value] of Object.entries(content.annotations ?? {})) annotate(writer, name, value);
      writer.end(event);
    });
  }
}

function annotate(writer: ProtobufWriter, name: string, value: number | bigint | string): void {
  const annotation = writer.begin(TRACK_EVENT.annotation);
  writer.string(ANNOTATION.name, name);
  if (typeof value === 'string') writer.string(ANNOTATION.text, value);
  else if (value < 0) writer.unsigned64(ANNOTATION.signed, BigInt.asUintN(64, BigInt(value)));
  else writer.unsigned64(ANNOTATION.unsigned, BigInt(value));
  writer.end(annotation);
}
