// SPDX-License-Identifier: Apache-2.0
#include "value/toml_key.h"

#include "value/json.h"

struct toml_key toml_key_add(struct arena *arena, struct toml_key key, struct str part)
{
	struct str *parts = ARENA_ARRAY(arena, struct str, key.len + 1);
	if (key.len)
		memcpy(parts, key.parts, key.len * sizeof(*parts));
	parts[key.len] = part;
	return (struct toml_key){ parts, key.len + 1 };
}

void toml_write_quoted(struct strbuf *out, struct str s)
{
	strbuf_add_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];
		if (c < 0x20 || c == 0x7F || c == '"' || c == '\\')
			json_write_escape(out, c);
		else
			strbuf_add_char(out, (char)c);
	}
	strbuf_add_char(out, '"');
}

static bool is_bare(struct str part)
{
	for (size_t i = 0; i < part.len; i++) {
		char c = part.data[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return part.len > 0;
}

void toml_write_key_part(struct strbuf *out, struct str part)
{
	if (is_bare(part))
		strbuf_add(out, part);
	else
		toml_write_quoted(out, part);
}

struct str toml_key_text(struct arena *arena, struct toml_key key)
{
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < key.len; i++) {
		if (i)
			strbuf_add_char(&out, '.');
		toml_write_key_part(&out, key.parts[i]);
	}
	return strbuf_str(&out, arena);
}
