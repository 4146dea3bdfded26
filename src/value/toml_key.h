/* SPDX-License-Identifier: Apache-2.0
 *
 * Dotted keys of TOML, for its reader and its writer.
 */
#ifndef PINTLE_VALUE_TOML_KEY_H
#define PINTLE_VALUE_TOML_KEY_H

#include "base/arena.h"
#include "base/strbuf.h"

struct toml_key {
	const struct str *parts;
	size_t len;
};

/* A new key with one more part. */
struct toml_key toml_key_add(struct arena *arena, struct toml_key key, struct str part);

/* Parts that are not bare are quoted: a."b c". */
struct str toml_key_text(struct arena *arena, struct toml_key key);

/* One part, quoted if it must be. */
void toml_write_key_part(struct strbuf *out, struct str part);

/* A text with TOML's escapes, in double quotes. */
void toml_write_quoted(struct strbuf *out, struct str s);

static inline struct str toml_key_last(struct toml_key key)
{
	return key.parts[key.len - 1];
}

/* Its first parts, shared with it. */
static inline struct toml_key toml_key_front(struct toml_key key, size_t len)
{
	return (struct toml_key){ key.parts, len };
}

#endif
