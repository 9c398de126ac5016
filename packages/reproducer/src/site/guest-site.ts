import { GuestKernelLog, guestMachine } from '@uringlab/capture';
import type { Guest } from '@uringlab/schema';
import type { Agent } from '@uringlab/uring-native';
import { NO_REQUESTS } from '../own-requests.ts';
import { describeGuestEnvironment } from './guest-environment.ts';
import { type GuestDisk, openGuestTestbed } from './guest-testbed.ts';
import type { Site } from './site.ts';

export interface GuestSiteOptions {
  agent: Agent;
  disk: GuestDisk;
  /** How the guest was made, for run.json. */
  vm?: Guest;
  /** Events to be recorded besides, as its definition has them. */
  events?: readonly string[];
  /** What it has said on its console so far. */
  console?: () => string;
  /** Throws the failure of the guest when there has been one: its kernel may have killed a program and gone on. */
  requireSound?: () => Promise<void>;
}

const WITHOUT_BPF = {
  ...NO_REQUESTS,
  missing: [
    'E_BPF_MISSING: the programs that see requests are loaded by the lab itself, and a guest has only its agent (the trace has the events of its requests)',
  ],
};

/** A guest, by its agent. What is made in it goes with it, so there is nothing of it in the journal. */
export function guestSite({ agent, disk, vm, events = [], console, requireSound }: GuestSiteOptions): Site {
  return {
    describeEnvironment: () => describeGuestEnvironment(agent, vm),
    openTestbed: (request, dataBytes) => openGuestTestbed(agent, disk, request, dataBytes),
    traced: guestMachine(agent),
    events,
    followKernelLog: () => GuestKernelLog.start(agent),
    ...(console === undefined ? {} : { console }),
    ...(requireSound === undefined ? {} : { requireSound }),
    watchRequests: async () => ({ stop: async () => WITHOUT_BPF }),
  };
}
