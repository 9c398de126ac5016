import type { Scenario } from '../scenario.ts';

/** One ring as most applications set it up. */
export const PLAIN_RING: Scenario['rings'] = [
  { name: 'plain', ring: { sqpoll: false, registeredFiles: false, registeredBuffers: false } },
];

/** One file of whole blocks, as many as the options ask for, and `fewest` at least. */
export function layOutBlocks(fewest: number): Scenario['layOut'] {
  return ({ fileBytes, blockBytes }) => [
    { name: 'data', bytes: Math.max(fewest, Math.floor(fileBytes / blockBytes)) * blockBytes },
  ];
}
