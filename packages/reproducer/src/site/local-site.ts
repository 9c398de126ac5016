import { KernelLog, thisMachine } from '@uringlab/capture';
import { describeEnvironment } from '../environment.ts';
import { OwnRequests } from '../own-requests.ts';
import { chooseTestbed } from '../testbed/choose-testbed.ts';
import type { Site } from './site.ts';

/** The machine of the lab itself; what is made on it goes through the journal. */
export const localSite: Site = {
  describeEnvironment,
  openTestbed: chooseTestbed,
  traced: thisMachine,
  followKernelLog: async () => {
    const log = KernelLog.start();
    return { stop: async () => log.stop() };
  },
  watchRequests: async (directory) => OwnRequests.start(directory),
};
