import { type CompileHandler, compileWording, hasField } from './handler.ts';

const REASONS = ['flush on task switch', 'remote shootdown', 'local shootdown', 'local mm shootdown'];

/** libtraceevent, plugins/plugin_tlb.c, which names no reason that came later. */
const compileFlush: CompileHandler = (input) => {
  const reason = REASONS.reduceRight(
    (rest, text, index) => `REC->reason == ${index} ? "${text}" : ${rest}`,
    '""',
  );
  return compileWording(input, `"pages=%ld reason=%s (%u)", REC->pages, ${reason}, REC->reason`);
};

/** Lines after the first are indented to where infos begin. */
const LINE = `\\n${' '.repeat(65)}`;
const LINES: readonly (readonly (readonly [name: string, conversion: string])[])[] = [
  [
    ['assoc', '%d '],
    ['aid', '%d '],
    ['cts', '%d '],
    ['shortpre', '%d '],
    ['shortslot', '%d '],
    ['dtimper', '%d '],
  ],
  [
    ['bcnint', '%d '],
    ['assoc_cap', '%#x '],
    ['basic_rates', '%#x '],
    ['enable_beacon', '%d'],
  ],
  [['ht_operation_mode', '%d']],
];

/** libtraceevent, plugins/plugin_mac80211.c; fields that the event does not have leave their blank. */
const compileBssInfo: CompileHandler = (input) => {
  const known = LINES.flat().filter(([name]) => hasField(input.format, name));
  const lines = LINES.map((fields) =>
    fields
      .map(([name, conversion]) =>
        hasField(input.format, name)
          ? `${name}:${conversion}`
          : conversion.slice(conversion.trimEnd().length),
      )
      .join(''),
  );
  const args = ['wiphy_name', 'vif_name', 'vif_type', ...known.map(([name]) => name)];
  const text = ['%s vif:%s(%d)', ...lines].join(LINE);
  return compileWording(
    input,
    `"${text}", ${args.map((name) => compileArgument(input.format, name)).join(', ')}`,
  );
};

function compileArgument({ fields }: Parameters<CompileHandler>[0]['format'], name: string): string {
  const located = fields.some((field) => field.name === name && field.location !== null);
  return located ? `__get_str(${name})` : `REC->${name}`;
}

export const DEVICE_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'tlb:tlb_flush': compileFlush,
  'mac80211:drv_bss_info_changed': compileBssInfo,
};
