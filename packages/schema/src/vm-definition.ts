import { z } from 'zod';

const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256 in hexadecimal');
const PackageNameSchema = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, 'not the name of a Debian package');
const SuiteSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'not the name of a suite, such as bookworm or bookworm-security');

/** `64k`, `256m`, `2g`, or a count of bytes: powers of 1024. */
export const SizeSchema = z.union([
  z.int().positive(),
  z.string().regex(/^[1-9]\d*[kmg]$/, 'a size such as 64k, 256m or 2g is expected'),
]);

/** A word of a kernel's command line, or of make's: no blanks, nothing that is not printed. */
const WordSchema = z.string().regex(/^[\x21-\x7e]+$/, 'one word without blanks is expected');

export const PinnedPackageSchema = z.strictObject({
  package: PackageNameSchema,
  version: z.string().regex(/^[0-9][A-Za-z0-9.+~:-]*$/, 'not the version of a Debian package'),
  sha256: Sha256Schema.describe('of the .deb'),
});
export type PinnedPackage = z.infer<typeof PinnedPackageSchema>;

const ArchiveSchema = z.strictObject({
  suites: z
    .array(SuiteSchema)
    .min(1)
    .describe('a name that ends in -security is taken from the security archive'),
  mirror: z
    .url({ protocol: /^(https?|file)$/ })
    .optional()
    .describe('instead of deb.debian.org; it needs no signature, since the sha256 of each package is pinned'),
});
export type DebianArchive = z.infer<typeof ArchiveSchema>;

const FileKernelSchema = z.strictObject({
  file: z.strictObject({
    image: z.string().min(1).describe('the bzImage; relative to the definition'),
    modules: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a directory that holds lib/modules/RELEASE; without one, all that a guest needs is built in',
      ),
  }),
});

const PinnedKernelSchema = z.strictObject({
  debian: ArchiveSchema.extend({
    packages: z
      .array(PinnedPackageSchema)
      .min(1)
      .describe('the image, and what was split from it (from 7.x on)'),
  }),
});

const NewestKernelSchema = z.strictObject({
  debian: ArchiveSchema.omit({ mirror: true }).extend({
    newest: PackageNameSchema.describe(
      'a package that depends on the newest kernel, such as linux-image-amd64',
    ),
  }),
});

const SourceKernelSchema = z.strictObject({
  source: z.strictObject({
    from: z.union([
      z.strictObject({ debian: ArchiveSchema.extend(PinnedPackageSchema.shape) }),
      z.strictObject({
        git: z.strictObject({
          url: z.string().min(1).describe('of a repository, or a directory'),
          revision: z.string().regex(/^[\w./^~@{}-]+$/, 'not a revision of git'),
        }),
      }),
    ]),
    config: z.strictObject({
      base: z
        .string()
        .min(1)
        .describe('a target of make, such as tinyconfig, or a file; relative to the definition'),
      fragment: z.string().min(1).optional().describe('options on top of the base; a file'),
    }),
    patches: z.array(z.string().min(1)).default([]).describe('files for patch -p1, in this order'),
    make: z.array(WordSchema).default([]).describe('further arguments of make'),
  }),
});

export const KernelSourceSchema = z.union([
  FileKernelSchema,
  PinnedKernelSchema,
  NewestKernelSchema,
  SourceKernelSchema,
]);
export type KernelSource = z.infer<typeof KernelSourceSchema>;
export type BuiltKernelSource = z.infer<typeof SourceKernelSchema>['source'];

const CACHE_MODES = ['none', 'writeback', 'writethrough', 'directsync', 'unsafe'] as const;

export const DiskSchema = z.strictObject({
  size: SizeSchema,
  filesystem: z
    .enum(['xfs', 'ext4', 'btrfs', 'none'])
    .default('xfs')
    .describe('made by the host; none: left empty'),
  mkfs: z.array(z.string().min(1)).default([]).describe('further arguments of mkfs'),
  cache: z.enum(CACHE_MODES).default('writeback').describe('cache mode of QEMU'),
  throttle: z
    .strictObject({
      iops: z.int().positive().optional(),
      bytesPerSecond: SizeSchema.optional(),
    })
    .optional(),
});
export type Disk = z.infer<typeof DiskSchema>;

const RootSchema = z.union([
  z.literal('tiny'),
  z.strictObject({
    'host-9p': z.strictObject({
      path: z.string().startsWith('/').default('/').describe('what of the host the guest may read'),
    }),
  }),
]);
export type GuestRoot = z.infer<typeof RootSchema>;

/** A test machine, as test-vms/NAME.vm.yaml describes it. */
export const VmDefinitionSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'small letters, digits, dots and hyphens alone'),
  title: z.string().min(1),
  kernel: KernelSourceSchema,
  commandLine: z.array(WordSchema).default([]).describe('words for the kernel, behind those of the lab'),
  cpus: z.int().min(1).max(64).default(2),
  memory: SizeSchema.default('512m'),
  accelerator: z
    .enum(['auto', 'kvm', 'tcg'])
    .default('auto')
    .describe('auto: KVM where a guest has been seen to boot with it, else TCG'),
  disks: z.array(DiskSchema).max(8).default([]),
  root: RootSchema.default('tiny').describe('host-9p shows the guest the root of the host, read only'),
  tracing: z
    .strictObject({
      events: z
        .array(z.string().regex(/^[\w*?]+:[\w*?]+$/, 'SYSTEM:EVENT is expected'))
        .default([])
        .describe('recorded besides those of the layers of a read; globs'),
    })
    .prefault({}),
  timeoutSeconds: z.int().positive().default(600).describe('of the wall clock, from power-on'),
  expectation: z.string().min(1).optional().describe('what is known of this kernel, for its reports'),
});
export type VmDefinition = z.infer<typeof VmDefinitionSchema>;

/** What an editor checks a definition by: JSON Schema, of the text before defaults are filled in. */
export function vmDefinitionJsonSchema(): object {
  return z.toJSONSchema(VmDefinitionSchema, { io: 'input', target: 'draft-2020-12' });
}

const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A size of a definition, in bytes. */
export function sizeInBytes(size: z.infer<typeof SizeSchema>): number {
  if (typeof size === 'number') return size;
  return Number(size.slice(0, -1)) * (UNITS[size.slice(-1)] as number);
}
