/* SPDX-License-Identifier: Apache-2.0
 *
 * Spellings of names: "HTTPServer2" as http_server2 and back. The rules are those of xstrings 1.5.
 */
#ifndef PINTLE_FUNC_WORDS_H
#define PINTLE_FUNC_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/* Lower-case words with a connector ('_' or '-') between them. */
struct str words_to_lower(struct arena *arena, struct str s, char connector);

/* Words joined, each with a capital; connectors at the beginning, and all but one of several, stay. */
struct str words_to_pascal(struct arena *arena, struct str s);

#endif
