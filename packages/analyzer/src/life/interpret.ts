import { formatBytes, formatHex, formatNanoseconds, type Mismatch, type RequestLife } from '@uringlab/schema';

/** Sentences on how the addresses of the layers belong together. */
function interpretAddresses(life: RequestLife): string[] {
  const { address } = life;
  if (address.iomapAddress === null || address.sector === null) return [];
  const sum = `byte ${address.iomapAddress} / 512 = sector ${address.iomapAddress / 512}`;
  const fits =
    address.consistent === true ? 'the layers agree on where the data is' : 'the layers do not agree';
  return [
    `iomap puts file offset ${formatHex(address.fileOffset)} (${address.fileOffset}) at ${sum} and ` +
      `the bio is ${address.sector} + ${address.sectors}: ${fits}.`,
  ];
}

/** What became of a short result. */
function interpretEnd(
  life: RequestLife,
  got: number,
  kind: 'read' | 'write',
  rest: Mismatch['rest'],
): string {
  const place = kind === 'read' ? 'in the buffer' : 'in the file';
  if (got < life.length) {
    return (
      `So ${got} of ${life.length} bytes (${formatBytes(got)} of ${formatBytes(life.length)}) are ${place}; ` +
      `the kernel did not claim to have written the other ${life.length - got}.`
    );
  }
  if (rest !== undefined && rest.offset !== life.offset + rest.position) {
    return (
      `So the short result was followed up, at ${formatHex(rest.offset)} where ${formatHex(life.offset + rest.position)} was due: ` +
      `the ${life.length - rest.position} bytes behind the first ${rest.position} are of another place.`
    );
  }
  return `So the short result was followed up, and all ${life.length} bytes are ${place}.`;
}

/**
 * The life of a request in numbered sentences, for a reader who has the trace lines above them.
 * Only what a step shows is said; steps that repeat the line before add nothing and are left out.
 * `rest` is what the application asked for after a short result, where that is known.
 */
export function interpretLife(
  life: RequestLife,
  kind: 'read' | 'write' = 'read',
  rest?: Mismatch['rest'],
): string[] {
  if (life.steps.length === 0) return [];
  const sentences: string[] = [];
  let addressesTold = false;
  for (const step of life.steps) {
    const at = `${step.atNs === 0 ? 'At the start' : `After ${formatNanoseconds(step.atNs)}`}: ${step.text}.`;
    if (step.kind === 'bio-issued' && life.steps.some((other) => other.kind === 'bio-queued')) continue;
    if (step.kind === 'map' || step.kind === 'bio-queued') {
      if (addressesTold) continue;
      const told = interpretAddresses(life);
      addressesTold = told.length > 0;
      sentences.push(...(addressesTold ? told : [at]));
      continue;
    }
    sentences.push(at);
  }
  const got = life.attempts.reduce((sum, result) => sum + Math.max(0, result), 0);
  if (life.result !== null && life.result >= 0 && life.result < life.length) {
    sentences.push(interpretEnd(life, got, kind, rest));
  }
  return sentences;
}
