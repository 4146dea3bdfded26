/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file seems to be, for the error about one that is no chart: Go's http.DetectContentType, as Helm calls it.
 */
#ifndef PINTLE_TEXT_SNIFF_H
#define PINTLE_TEXT_SNIFF_H

#include "base/str.h"

/* The media type of a file with these bytes. Helm looks at a buffer of 512, zeros behind a shorter file included. */
const char *sniff_type(struct str file);

#endif
