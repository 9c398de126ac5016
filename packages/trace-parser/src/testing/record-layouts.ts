import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPrivately, runShell, withDirectory } from './record.ts';

/** What fills the buffer: block writes, page cache and scheduler, and markers of one and of two lines. */
const FILL = `echo 1 > tracing_on
printf 'one' > trace_marker
dd if=/dev/urandom of=$OUT/../file bs=4k count=4 conv=fsync status=none
printf 'two\\nlines' > trace_marker
dd if=/dev/urandom of=$OUT/../file bs=4k count=4 conv=fsync status=none
echo 0 > tracing_on`;

/**
 * Reads one full buffer in every layout of tracefs. Options are those of an own instance; a thread group is printed only when the top
 * level records it, which is put back.
 */
const SCRIPT = `TOP=/sys/kernel/tracing
RECORD_TGID=$(cat $TOP/options/record-tgid)
INSTANCE=$TOP/instances/text-layouts-$$
mkdir $INSTANCE; cd $INSTANCE
trap 'cd /; echo $RECORD_TGID > $TOP/options/record-tgid; rmdir $INSTANCE' EXIT
save() { cat trace > $OUT/$1.txt; }
with() { for option in $2; do echo 1 > options/$option; done; save $1; for option in $2; do echo 0 > options/$option; done; }
echo 0 > tracing_on; echo 4 > buffer_size_kb; echo 1 > $TOP/options/record-tgid
for event in sched/sched_switch block filemap; do echo 1 > events/$event/enable; done
echo 0 > options/record-tgid
${FILL}
save default
with tgid record-tgid
with latency latency-format
with verbose 'latency-format verbose'
with raw raw
with fields fields
with sym-offset sym-offset
with hex hex
with bin bin
echo 0 > options/irq-info; save no-irq-info; echo 1 > options/irq-info
echo 0 > options/annotate; save no-annotate; echo 1 > options/annotate
echo 0 > options/context-info; save no-context-info; echo 1 > options/context-info
timeout 1 cat trace_pipe > $OUT/pipe.txt || true
for clock in x86-tsc counter mono; do
  echo $clock > trace_clock; echo > trace
  ${FILL}
  save $clock; with $clock-latency latency-format; with $clock-verbose 'latency-format verbose'
done
echo local > trace_clock; echo > trace; echo 1 > options/stacktrace
${FILL}
save stacktrace
echo 0 > options/stacktrace; echo > trace
echo 1 > events/kmem/enable; echo 1 > tracing_on
timeout 1 cat trace_pipe > $OUT/../lossy.txt & dd if=/dev/urandom of=$OUT/../file bs=4k count=2000 conv=fsync status=none; wait
grep -B 20 -A 40 LOST $OUT/../lossy.txt | grep -v '^--' | head -n 300 > $OUT/pipe-lost.txt`;

function readTexts(directory: string): Map<string, Uint8Array> {
  return new Map(
    readdirSync(directory).map((file) => [
      file.replace(/\.txt$/, ''),
      new Uint8Array(readFileSync(join(directory, file))),
    ]),
  );
}

/** The texts of tracefs by name of the layout. */
export function recordTracefsLayouts(): Map<string, Uint8Array> {
  return withDirectory((directory) => {
    const out = join(directory, 'out');
    mkdirSync(out);
    const { status, stderr } = runPrivately(directory, `OUT=${out}\n${SCRIPT}`);
    if (status !== 0) throw new Error(`tracefs: ${stderr}`);
    return readTexts(out);
  });
}

/** What `trace-cmd report` prints with each of the options, by name, for files that are called `FILE.dat` in the options. */
export function reportLayouts(
  files: ReadonlyMap<string, Uint8Array>,
  options: Readonly<Record<string, string>>,
): Map<string, string> {
  return withDirectory((directory) => {
    for (const [name, bytes] of files) writeFileSync(join(directory, `${name}.dat`), bytes);
    return new Map(
      Object.entries(options).map(([name, text]) => {
        const { status, stdout, stderr } = runShell(`cd ${directory}; trace-cmd report ${text}`);
        if (status !== 0) throw new Error(`trace-cmd report ${text}: ${stderr}`);
        return [name, stdout];
      }),
    );
  });
}
