import type { TrackWriter } from './track-writer.ts';

/**
 * Tracks for what overlaps: slices of a track have to nest, so each takes a lane that is free. Lanes of a group have one name, by which
 * Perfetto puts them together.
 */
export class Lanes {
  readonly #tracks: TrackWriter;
  readonly #group: number;
  readonly #name: string;
  readonly #free: number[] = [];

  constructor(tracks: TrackWriter, name: string) {
    this.#tracks = tracks;
    this.#name = name;
    this.#group = tracks.addTrack(name);
  }

  /** The track of a free lane. */
  take(): number {
    return this.#free.pop() ?? this.#tracks.addTrack(this.#name, this.#group);
  }

  /** Gives a lane back. */
  release(lane: number): void {
    this.#free.push(lane);
  }
}

/** Lanes by name, made when they are first needed. */
export class LaneGroups {
  readonly #tracks: TrackWriter;
  readonly #groups = new Map<string, Lanes>();

  constructor(tracks: TrackWriter) {
    this.#tracks = tracks;
  }

  find(name: string): Lanes {
    let lanes = this.#groups.get(name);
    if (lanes === undefined) {
      lanes = new Lanes(this.#tracks, name);
      this.#groups.set(name, lanes);
    }
    return lanes;
  }
}
