/* SPDX-License-Identifier: Apache-2.0
 *
 * How many columns of a terminal a text takes.
 */
#ifndef PINTLE_TEXT_WIDTH_H
#define PINTLE_TEXT_WIDTH_H

#include <stddef.h>

#include "base/str.h"

/* Wide characters (Unicode's East Asian Width W and F) count twice; combining marks, control characters and sequences
 * that set colours not at all. */
size_t text_width(struct str s);

#endif
