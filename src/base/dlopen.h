/* SPDX-License-Identifier: Apache-2.0
 *
 * DLOPEN_NOTE(name, json): tells packagers' tools of a library that is opened at run time, which nothing else in the
 * executable does. The format is that of https://uapi-group.org/specifications/specs/elf_dlopen_metadata/.
 */
#ifndef PINTLE_BASE_DLOPEN_H
#define PINTLE_BASE_DLOPEN_H

#include <stdint.h>

#define DLOPEN_NOTE(note, json) \
	__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct { \
		uint32_t name_size, text_size, type; \
		char name[4]; \
		char text[(sizeof(json) + 3) / 4 * 4]; \
	} note = { 4, sizeof(json), 0x407c0c0a, "FDO", json }

#endif
