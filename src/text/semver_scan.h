/* SPDX-License-Identifier: Apache-2.0
 *
 * What versions and constraints have in common. Private to semver*.c.
 */
#ifndef PINTLE_TEXT_SEMVER_SCAN_H
#define PINTLE_TEXT_SEMVER_SCAN_H

#include "base/str.h"

/* [0-9A-Za-z-] */
bool semver_is_word_byte(char c);

/* End of a run of words separated by single dots that begins at `from`; `from` itself if there is none. */
size_t semver_scan_words(struct str s, size_t from);

int semver_compare_prerelease(struct str a, struct str b);

#endif
