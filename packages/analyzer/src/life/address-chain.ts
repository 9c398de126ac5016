import { type AddressChain, SECTOR_BYTES } from '@uringlab/schema';
import type { LayerEvent } from '../layers/layer-event.ts';
import type { RequestKey } from './request-key.ts';

/** A mapping may be wider than the request: it begins where an extent does, or where the call does. */
function liesIn(bio: { sector: number; sectors: number }, address: number, length: number): boolean {
  const start = bio.sector * SECTOR_BYTES;
  return address <= start && start + bio.sectors * SECTOR_BYTES <= address + length;
}

/** How file offset, iomap address and sector of a request fit together. */
export function chainAddresses(events: readonly LayerEvent[], key: RequestKey): AddressChain {
  const map = events.find((event) => event.kind === 'map');
  const readahead = events.find((event) => event.kind === 'readahead');
  const bio =
    events.find((event) => event.kind === 'bio-queued') ??
    events.find((event) => event.kind === 'bio-issued');
  const completion = events.find(
    (event) => event.kind === 'bio-completed' && event.sector === bio?.sector && event.device === bio.device,
  );
  const consistent =
    map === undefined || bio === undefined
      ? null
      : bio.device === map.device && liesIn(bio, map.address, map.length);
  return {
    inode: key.inode,
    device: key.device,
    fileOffset: map?.offset ?? key.offset,
    length: map?.length ?? key.length,
    iomapAddress: map?.address ?? null,
    sector: bio?.sector ?? null,
    sectors: bio?.sectors ?? null,
    consistent,
    readaheadPages: readahead?.pages ?? null,
    bioNs: bio === undefined || completion === undefined ? null : Number(completion.ns - bio.ns),
  };
}
