import type { Environment } from '@uringlab/schema';

/** The patches that the kernel of a guest was built with, by the names of their files. */
export function patchesOf({ vm }: Pick<Environment, 'vm'>): string[] {
  // `linux-source-5.10 5.10.223-1 (sha256 ...) + NAME.patch`, as the store of kernels describes a build (packages/vm/src/store/build-inputs.ts).
  return vm?.kernelSource.split(' + ').slice(1) ?? [];
}

/** The kernel as a maintainer has to know it: `uname -r` does not tell that it was patched, or that a switch of the patch is thrown. */
export function kernelName(environment: Pick<Environment, 'release' | 'ringParameters' | 'vm'>): string {
  const patches = patchesOf(environment);
  const switches = Object.entries(environment.ringParameters ?? {}).filter(([name]) =>
    name.startsWith('lab_'),
  );
  const patched = patches.length === 0 ? '' : ` patched for the lab (${patches.join(', ')})`;
  const thrown = switches.map(([name, value]) => `io_uring.${name}=${value}`).join(', ');
  return `${environment.release}${patched}${thrown === '' ? '' : ` with ${thrown}`}`;
}

/** The same where there is little room. */
export function shortKernelName(environment: Pick<Environment, 'release' | 'vm'>): string {
  return `${environment.release}${patchesOf(environment).length === 0 ? '' : ' (patched)'}`;
}

/** The kernels that were tried, as a fact: there is one, and a patched one says even less of the mainline. */
export function kernelsTried(environment: Pick<Environment, 'release' | 'vm'>): string {
  const isPatched = patchesOf(environment).length > 0;
  return `only ${shortKernelName(environment)} was tried, ${isPatched ? 'no mainline' : 'the latest mainline was not'}`;
}
