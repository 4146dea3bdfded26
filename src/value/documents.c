// SPDX-License-Identifier: Apache-2.0
#include "value/documents.h"

#include "text/utf8.h"

// Behind the dashes only white space or a comment may stand.
static bool is_separator(struct str line, unsigned number, bool *ret, struct error *err)
{
	*ret = str_has_prefix(line, STR("---"));
	struct str behind = *ret ? text_trim_space(str_from(line, 3)) : STR_NONE;
	if (behind.len && behind.data[0] != '#')
		return fail(err, (struct location){ NULL, number, 1, (unsigned)text_trim_space(line).len },
		            "invalid Yaml document separator: %.*s", STR_FMT(behind));
	return true;
}

bool yaml_next_document(struct yaml_documents *documents, struct str *ret, struct error *err)
{
	struct str text = documents->rest;
	size_t at = 0;
	documents->start = documents->line;
	while (at < text.len) {
		size_t newline = str_find_char(str_from(text, at), '\n');
		size_t end = newline == STR_NPOS ? text.len : at + newline + 1;
		bool separator;
		if (!is_separator(str_slice(text, at, end), documents->line + 1, &separator, err))
			return false;
		documents->line++;
		if (separator) {
			documents->rest = str_from(text, end);
			if (at > 0) {
				*ret = str_slice(text, 0, at);
				return true;
			}
			text = documents->rest;
			documents->start = documents->line;
			continue;
		}
		at = end;
	}
	documents->rest = STR_NONE;
	*ret = str_has_suffix(text, STR("\n")) || !text.len ? text : ARENA_CONCAT(err->arena, text, STR("\n"));
	return text.len > 0;
}
