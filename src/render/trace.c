// SPDX-License-Identifier: Apache-2.0
// Helm takes Go's error texts apart again and prints their parts on lines of their own. The texts can hold anything, so
// the taking apart follows Helm's to the letter, where it looks odd too.
#include "render/trace.h"

// What `fail` and `required` put around a chart's own message.
static const struct str mark_start = STR_INIT("HELM_ERR_START"), mark_end = STR_INIT("HELM_ERR_END");

struct part {
	struct str location, function, message;
};

static bool parts_equal(const struct part *a, const struct part *b)
{
	return str_eq(a->location, b->location) && str_eq(a->function, b->function) && str_eq(a->message, b->message);
}

static bool cut(struct str text, struct str separator, struct str *before, struct str *after)
{
	size_t at = str_find(text, separator);
	if (at == STR_NPOS)
		return false;
	*before = str_slice(text, 0, at);
	*after = str_from(text, at + separator.len);
	return true;
}

static struct str without_chain(struct str message)
{
	size_t at = str_find(message, STR(" template:"));
	return at == STR_NPOS ? message : str_slice(message, 0, at);
}

// NAME: executing "FUNCTION" at <CONTEXT>: MESSAGE
static bool parse_executing(struct arena *arena, struct str text, struct part *part)
{
	struct str location, after, function, context, message;
	if (!cut(text, STR(": executing "), &location, &after) || !str_has_prefix(after, STR("\"")) ||
	    !cut(str_from(after, 1), STR("\""), &function, &after) || !str_has_prefix(after, STR(" at <")) ||
	    !cut(str_from(after, 5), STR(">: "), &context, &message))
		return false;
	part->location = location;
	part->message = without_chain(message);
	part->function = ARENA_CONCAT(arena, STR("executing \""), function, STR("\" at <"), context, STR(">:"));
	return true;
}

static bool parse_level(struct arena *arena, struct str text, struct part *part)
{
	*part = (struct part){ STR_NONE, STR_NONE, STR_NONE };
	if (!str_has_prefix(text, STR("template: ")))
		return false;
	struct str rest = str_from(text, strlen("template: "));
	if (str_has_prefix(rest, STR("no template "))) {
		part->message = text;
		return true;
	}
	if (parse_executing(arena, rest, part))
		return true;
	size_t at = str_rfind(rest, STR(": "));
	if (at == STR_NPOS)
		return false;
	part->location = str_slice(rest, 0, at);
	part->message = without_chain(str_from(rest, at + 2));
	return true;
}

static void print_part(struct strbuf *out, const struct part *part)
{
	if (part->location.len)
		strbuf_printf(out, "%.*s\n  ", STR_FMT(part->location));
	if (part->function.len)
		strbuf_printf(out, "%.*s\n    ", STR_FMT(part->function));
	if (part->message.len)
		strbuf_printf(out, "%.*s\n", STR_FMT(part->message));
}

struct str trace_parse_error(struct arena *arena, struct str name, struct str message)
{
	struct str prefix, rest, location;
	if (!cut(message, STR(": "), &prefix, &rest))
		return ARENA_CONCAT(arena, STR("parse error in ("), name, STR("): "), message);
	if (!cut(rest, STR(": "), &location, &rest))
		location = rest;
	size_t last = str_rfind(message, STR(": "));
	return ARENA_CONCAT(arena, STR("parse error at ("), location, STR("): "), str_from(message, last + 2));
}

// The chart's own message, if the error holds one: from the first mark to the last.
static bool find_marked(struct str text, struct str *ret)
{
	size_t start = str_find(text, mark_start), end = str_rfind(text, mark_end);
	if (start == STR_NPOS || end == STR_NPOS || end < start + mark_start.len)
		return false;
	*ret = str_slice(text, start + mark_start.len, end);
	return true;
}

struct str trace_exec_error(struct arena *arena, struct str name, const struct tmpl_failure *failure)
{
	struct str text = failure->levels[0].text, prefix, rest, location, tail, marked;
	if (!failure->is_exec_error)
		return text;
	if (!cut(text, STR(": "), &prefix, &rest) || !cut(rest, STR(": "), &location, &tail))
		return ARENA_CONCAT(arena, STR("execution error in ("), name, STR("): "), text);
	if (find_marked(tail, &marked))
		return ARENA_CONCAT(arena, STR("execution error at ("), location, STR("): "), marked);
	struct strbuf out = strbuf_in(arena);
	struct part last = { STR_NONE, STR_NONE, STR_NONE };
	for (size_t i = 0; i < failure->count; i++) {
		struct part part;
		if (!parse_level(arena, failure->levels[i].text, &part))
			return text;
		if (i == 0 || !parts_equal(&part, &last))
			print_part(&out, &part);
		last = part;
	}
	return str_trim_set(strbuf_str(&out, arena), " \t\r\n\v\f");
}
