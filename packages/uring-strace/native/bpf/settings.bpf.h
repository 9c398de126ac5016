/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef URINGLAB_SETTINGS_BPF_H
#define URINGLAB_SETTINGS_BPF_H

#include "load.bpf.h"
#include "records.h"

/* Alone in its section, so that the loader can write it as a whole. */
const volatile struct settings settings SEC(".rodata.settings") = {};

#endif
