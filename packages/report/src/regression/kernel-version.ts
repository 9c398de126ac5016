/** What distributions call their builds: `6.1.0-28-amd64`, `6.8.0-45-generic`, `5.14.0-503.el9.x86_64`, `6.12.9-200.fc41.x86_64`. */
const DISTRIBUTION =
  /^\d+\.\d+\.\d+-\d+(?![\d]*-g[0-9a-f])|[-.+](?:amd64|arm64|generic|default|arch\d+|el\d+|fc\d+|deb\d+|amzn\d+|azure|aws|gcp|cloud)\b/i;

/** `uname -r` of a kernel that carries a distribution's patches, so that no tag of the mainline or stable tree is it. */
export function isDistributionKernel(release: string): boolean {
  return DISTRIBUTION.test(release);
}

export interface KernelVersion {
  /** `v6.18-rc3`, `v6.1.12`: as the trees have it. */
  tag: string;
  /** `6.1`. */
  series: string;
  /** 0 for a release of the mainline. */
  sublevel: number;
}

/** The tag behind `uname -r`: `6.18.0-rc3-local` is v6.18-rc3. Null for what is no such name. */
export function versionOf(release: string): KernelVersion | null {
  const [, series, sublevel = '0', candidate = ''] =
    /^(\d+\.\d+)(?:\.(\d+))?(-rc\d+)?(?![\d.])/.exec(release) ?? [];
  if (series === undefined) return null;
  const tag = `v${series}${sublevel === '0' ? '' : `.${sublevel}`}${candidate}`;
  return { tag, series, sublevel: Number(sublevel) };
}
