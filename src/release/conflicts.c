// SPDX-License-Identifier: Apache-2.0
#include "release/conflicts.h"

#include <string.h>

#include "base/strbuf.h"
#include "text/strconv.h"
#include "value/json.h"
#include "value/member.h"

// ---- paths -----------------------------------------------------------------------------------------------------

// The server writes names of fields as they are, dots in them too: the longest name that the table has and the path
// begins with is meant.
static struct value step_into(struct value table, struct str *path)
{
	const struct map_entry *found = NULL;
	for (size_t i = 0; table.kind == VALUE_MAP && i < table.map->len; i++) {
		const struct map_entry *entry = &table.map->entries[i];
		struct str rest = str_from(*path, entry->key.len);
		if (str_has_prefix(*path, entry->key) && (!rest.len || rest.data[0] == '.' || rest.data[0] == '[') &&
		    (!found || entry->key.len > found->key.len))
			found = entry;
	}
	*path = found ? str_from(*path, found->key.len) : STR_NONE;
	return found ? found->value : value_null();
}

// Up to the first of `ends` that is not within quotes.
static struct str until(struct str text, const char *ends)
{
	bool is_quoted = false;
	size_t i = 0;
	for (; i < text.len && (is_quoted || !strchr(ends, text.data[i])); i++) {
		if (is_quoted && text.data[i] == '\\')
			i++;
		else if (text.data[i] == '"')
			is_quoted = !is_quoted;
	}
	return str_slice(text, 0, i);
}

static bool is_json(struct value v, struct str wanted)
{
	struct arena scratch = { 0 };
	struct error ignored = { .arena = &scratch };
	struct strbuf out = strbuf_in(&scratch);
	bool same = json_write(&scratch, &out, v, (struct json_style){ .raw = true }, &ignored) &&
	            str_eq(strbuf_peek(&out), wanted);
	arena_done(&scratch);
	return same;
}

// `name="main",port=80` or `="x"`. What an element does not say may be a default there.
static bool is_selected(struct value element, struct str keys)
{
	while (keys.len) {
		struct str pair = until(keys, ","), key = until(pair, "="), wanted = str_from(pair, key.len + 1);
		const struct value *found = !key.len                    ? &element
		                            : element.kind == VALUE_MAP ? map_get(element.map, key)
		                                                        : NULL;
		if (found && !is_json(*found, wanted))
			return false;
		keys = str_from(keys, pair.len + 1);
	}
	return true;
}

static struct value element_at(struct value list, struct str keys)
{
	int64_t at;
	size_t count = member_count(list);
	if (parse_int(keys, 10, 64, &at) == PARSE_OK)
		return at >= 0 && (size_t)at < count ? member_item(list, (size_t)at) : value_null();
	for (size_t i = 0; i < count; i++)
		if (is_selected(member_item(list, i), keys))
			return member_item(list, i);
	return value_null();
}

struct value field_at(struct value object, struct str path)
{
	while (path.len && !value_is_null(object)) {
		struct str keys = until(str_from(path, 1), "]");
		bool is_element = path.data[0] == '[';
		path = str_from(path, is_element ? keys.len + 2 : 1);
		object = is_element ? element_at(object, keys) : step_into(object, &path);
	}
	return object;
}

// ---- notes -----------------------------------------------------------------------------------------------------

void note_add(struct arena *arena, struct note **notes, struct str text)
{
	while (*notes)
		notes = &(*notes)->next;
	*notes = ARENA_NEW(arena, struct note);
	**notes = (struct note){ .text = text };
}

static struct str shown(struct arena *arena, const struct kube_object *object, struct value v)
{
	enum { LONGEST = 80 };
	struct strbuf out = strbuf_in(arena);
	struct error ignored = { .arena = arena };
	if (value_is_null(v))
		return STR("nothing");
	if (str_is(object->kind, "Secret"))
		return STR("(hidden)");
	if (!json_write(arena, &out, v, (struct json_style){ .raw = true }, &ignored))
		return STR("?");
	return out.len > LONGEST ? ARENA_CONCAT(arena, str_slice(strbuf_peek(&out), 0, LONGEST), STR("..."))
	                         : strbuf_str(&out, arena);
}

void conflicts_note(struct arena *arena, struct str status, const struct kube_object *wanted, struct value live,
                    struct note **notes)
{
	struct error ignored = { .arena = arena };
	struct value answer;
	if (!json_read_integers(arena, status, &answer, &ignored))
		return;
	struct value causes = member_at(answer, "details.causes");
	for (size_t i = 0; i < member_count(causes); i++) {
		struct value cause = member_item(causes, i);
		struct str path = member_text(cause, "field");
		note_add(arena, notes,
		         arena_printf(arena, "%.*s: %.*s; there it is %.*s, the chart has %.*s", STR_FMT(path),
		                      STR_FMT(member_text(cause, "message")),
		                      STR_FMT(shown(arena, wanted, field_at(live, path))),
		                      STR_FMT(shown(arena, wanted, field_at(wanted->value, path)))));
	}
	if (member_count(causes))
		note_add(arena, notes, STR("--force-conflicts takes these fields over"));
}
