// SPDX-License-Identifier: Apache-2.0
// An expression goes to PCRE2 if two things can be shown of its tree:
//
// - is_equal: no loop over a body that can match nothing, for there Go and Perl differ. Everything else is spelt out so
//   that PCRE2's own rules do not matter: classes as ranges, cases as classes, `$` as \z, no names, no flags.
// - is_linear: from each start only a bounded number of paths is tried, so that a search costs no more than a constant
//   times the text. Loops over one rune may only end an expression, or stand once in one that is anchored.
//
// PCRE2 sees valid UTF-8 only; what it gives up (its limits) the machine does again.
#include "text/regex_pcre.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "text/unicode_tables.h"
#include "text/utf8.h"

enum { MAX_PATHS = 256 };

struct regex_pcre {
	pcre2_code *code;
	pcre2_match_data *data;
	const char *checked; /* the text that was last found to be UTF-8 */
	size_t checked_len;
};

// ---- Which expressions -------------------------------------------------------------------------------------------

static bool is_nullable(const struct regex_node *node)
{
	bool all = true, any = false;
	for (size_t i = 0; i < node->count; i++) {
		bool nullable = is_nullable(node->subs[i]);
		all = all && nullable;
		any = any || nullable;
	}
	switch (node->op) {
	case REGEX_NO_MATCH:
	case REGEX_LITERAL:
	case REGEX_CLASS:
	case REGEX_ANY:
	case REGEX_ANY_NOT_NL: return false;
	case REGEX_REPEAT: return node->min == 0 || all;
	case REGEX_CAPTURE:
	case REGEX_PLUS:
	case REGEX_CONCAT: return all;
	case REGEX_ALTERNATE: return any;
	default: return true;
	}
}

static bool is_loop(const struct regex_node *node)
{
	return node->op == REGEX_STAR || node->op == REGEX_PLUS || node->op == REGEX_REPEAT;
}

static bool is_equal(const struct regex_node *node)
{
	if (is_loop(node) && is_nullable(node->subs[0]))
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (!is_equal(node->subs[i]))
			return false;
	return true;
}

/* How a node can be gone through: the number of ways, and its loops without an end. */
struct shape {
	unsigned paths; /* MAX_PATHS + 1: too many */
	unsigned loops;
	bool loop_last; /* nothing can follow the loops inside of the node */
};

static unsigned capped(uint64_t paths)
{
	return paths > MAX_PATHS ? MAX_PATHS + 1 : (unsigned)paths;
}

static struct shape shape_of(const struct regex_node *node);

static struct shape repeat_shape(const struct regex_node *node)
{
	struct shape body = shape_of(node->subs[0]);
	const struct regex_node *sub = node->subs[0];
	bool endless = node->op == REGEX_STAR || node->op == REGEX_PLUS || (node->op == REGEX_REPEAT && node->max < 0);
	bool one_rune = (sub->op == REGEX_LITERAL && sub->runes.len == 1) || sub->op == REGEX_CLASS ||
	                sub->op == REGEX_ANY || sub->op == REGEX_ANY_NOT_NL;
	if (endless)
		return (struct shape){ one_rune ? 1 : MAX_PATHS + 1, 1, true };
	if (node->op == REGEX_QUEST)
		return (struct shape){ capped(body.paths + 1u), body.loops, body.loop_last };
	/* Counted: every prefix of the repetitions is a path. */
	uint64_t sum = 0, power = 1;
	for (int i = 0; i <= node->max && sum <= MAX_PATHS; i++) {
		if (i >= node->min)
			sum += power;
		power = capped(power * body.paths);
	}
	return (struct shape){ capped(sum < power ? power : sum), body.loops * 2, false };
}

static struct shape list_shape(const struct regex_node *node)
{
	bool concat = node->op == REGEX_CONCAT;
	struct shape all = { concat, 0, true };
	for (size_t i = 0; i < node->count; i++) {
		struct shape sub = shape_of(node->subs[i]);
		all.paths = capped(concat ? (uint64_t)all.paths * sub.paths : (uint64_t)all.paths + sub.paths);
		all.loops += sub.loops;
		if (sub.loops && (!sub.loop_last || (concat && i + 1 < node->count)))
			all.loop_last = false;
	}
	return all;
}

static struct shape shape_of(const struct regex_node *node)
{
	switch (node->op) {
	case REGEX_CONCAT:
	case REGEX_ALTERNATE: return list_shape(node);
	case REGEX_CAPTURE: return shape_of(node->subs[0]);
	case REGEX_STAR:
	case REGEX_PLUS:
	case REGEX_QUEST:
	case REGEX_REPEAT: return repeat_shape(node);
	default: return (struct shape){ 1, 0, true };
	}
}

static bool is_anchored(const struct regex_node *node)
{
	while ((node->op == REGEX_CONCAT || node->op == REGEX_CAPTURE) && node->count)
		node = node->subs[0];
	return node->op == REGEX_BEGIN_TEXT;
}

static bool is_linear(const struct regex_node *tree)
{
	struct shape shape = shape_of(tree);
	if (shape.paths > MAX_PATHS)
		return false;
	return shape.loops == 0 || shape.loop_last || (shape.loops == 1 && is_anchored(tree));
}

// ---- Translation -------------------------------------------------------------------------------------------------

static void add_rune(struct strbuf *out, uint32_t rune)
{
	strbuf_printf(out, "\\x{%x}", rune);
}

// Surrogates cannot be named, and valid text has none.
static void add_range(struct strbuf *out, uint32_t low, uint32_t high)
{
	if (low < 0xD800 && high >= 0xD800) {
		add_range(out, low, 0xD7FF);
		if (high > 0xDFFF)
			add_range(out, 0xE000, high);
		return;
	}
	if (low >= 0xD800 && low <= 0xDFFF)
		low = 0xE000;
	if (low > high)
		return;
	add_rune(out, low);
	if (low < high) {
		strbuf_add_char(out, '-');
		add_rune(out, high);
	}
}

static void add_class(struct strbuf *out, const struct rune_set *set)
{
	size_t start = out->len;
	strbuf_add_char(out, '[');
	for (size_t i = 0; i < set->len; i += 2)
		add_range(out, set->runes[i], set->runes[i + 1]);
	if (out->len == start + 1) {
		strbuf_truncate(out, start);
		strbuf_add(out, STR("(?!)"));
	} else {
		strbuf_add_char(out, ']');
	}
}

static void add_literal(struct arena *arena, struct strbuf *out, const struct regex_node *node)
{
	for (size_t i = 0; i < node->runes.len; i++) {
		struct rune_set set = { 0 };
		rune_set_add(arena, &set, node->runes.runes[i], node->runes.runes[i]);
		if (node->fold)
			rune_set_add_folded(arena, &set, node->runes.runes[i], node->runes.runes[i]);
		rune_set_clean(&set);
		if (set.len == 2 && set.runes[0] == set.runes[1])
			add_rune(out, set.runes[0]);
		else
			add_class(out, &set);
	}
}

static void add_node(struct arena *arena, struct strbuf *out, const struct regex_node *node);

static void add_group(struct arena *arena, struct strbuf *out, const struct regex_node *node, const char *open,
                      const char *separator)
{
	strbuf_add_cstr(out, open);
	for (size_t i = 0; i < node->count; i++) {
		if (i > 0)
			strbuf_add_cstr(out, separator);
		add_node(arena, out, node->subs[i]);
	}
	strbuf_add_char(out, ')');
}

static void add_loop(struct arena *arena, struct strbuf *out, const struct regex_node *node)
{
	add_group(arena, out, node, "(?:", "");
	if (node->op != REGEX_REPEAT)
		strbuf_add_char(out, node->op == REGEX_STAR ? '*' : node->op == REGEX_PLUS ? '+' : '?');
	else if (node->max < 0)
		strbuf_printf(out, "{%d,}", node->min);
	else
		strbuf_printf(out, "{%d,%d}", node->min, node->max);
	if (node->lazy)
		strbuf_add_char(out, '?');
}

static void add_node(struct arena *arena, struct strbuf *out, const struct regex_node *node)
{
	static const char *const simple[] = {
		[REGEX_NO_MATCH] = "(?!)",        [REGEX_EMPTY] = "(?:)",        [REGEX_ANY_NOT_NL] = ".",
		[REGEX_ANY] = "(?s:.)",           [REGEX_BEGIN_LINE] = "(?m:^)", [REGEX_END_LINE] = "(?m:$)",
		[REGEX_BEGIN_TEXT] = "\\A",       [REGEX_END_TEXT] = "\\z",      [REGEX_WORD_BOUNDARY] = "\\b",
		[REGEX_NO_WORD_BOUNDARY] = "\\B",
	};
	switch (node->op) {
	case REGEX_LITERAL: add_literal(arena, out, node); break;
	case REGEX_CLASS: add_class(out, &node->runes); break;
	case REGEX_CAPTURE: add_group(arena, out, node, "(", ""); break;
	case REGEX_CONCAT: add_group(arena, out, node, "(?:", ""); break;
	case REGEX_ALTERNATE: add_group(arena, out, node, "(?:", "|"); break;
	case REGEX_STAR:
	case REGEX_PLUS:
	case REGEX_QUEST:
	case REGEX_REPEAT: add_loop(arena, out, node); break;
	default: strbuf_add_cstr(out, simple[node->op]);
	}
}

static void close_pcre(void *handle)
{
	struct regex_pcre *pcre = handle;
	pcre2_match_data_free(pcre->data);
	pcre2_code_free(pcre->code);
}

static pcre2_code *compile(struct str pattern)
{
	int error;
	size_t offset;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_code *code = NULL;
	if (context) {
		pcre2_set_newline(context, PCRE2_NEWLINE_LF);
		code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.len,
		                     PCRE2_UTF | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_UCP, &error, &offset, context);
	}
	pcre2_compile_context_free(context);
	return code;
}

struct regex_pcre *regex_pcre_new(struct arena *arena, const struct regex_node *tree, size_t groups, bool slow_too)
{
	if (!is_equal(tree) || (!slow_too && !is_linear(tree)))
		return NULL;
	struct strbuf pattern = strbuf_in(arena);
	add_node(arena, &pattern, tree);
	struct regex_pcre *pcre = ARENA_NEW(arena, struct regex_pcre);
	pcre->code = compile(strbuf_peek(&pattern));
	if (!pcre->code)
		return NULL;
	pcre->data = pcre2_match_data_create((uint32_t)groups + 1, NULL);
	arena_defer(arena, close_pcre, pcre);
	bool ready = pcre->data && pcre2_jit_compile(pcre->code, PCRE2_JIT_COMPLETE) == 0;
	return ready ? pcre : NULL;
}

bool regex_pcre_match(struct regex_pcre *pcre, struct str text, size_t from, size_t *slots, size_t count,
                      bool *ret_failed)
{
	*ret_failed = false;
	/* The same text is searched again and again: looking once is enough. It cannot change while it is searched. */
	if (from == 0 || text.data != pcre->checked || text.len != pcre->checked_len) {
		*ret_failed = !utf8_valid(text);
		if (*ret_failed)
			return false;
		pcre->checked = text.data;
		pcre->checked_len = text.len;
	}
	int result =
		pcre2_match(pcre->code, (PCRE2_SPTR)text.data, text.len, from, PCRE2_NO_UTF_CHECK, pcre->data, NULL);
	if (result < 0) {
		*ret_failed = result != PCRE2_ERROR_NOMATCH;
		return false;
	}
	const size_t *found = pcre2_get_ovector_pointer(pcre->data);
	for (size_t i = 0; i < count; i++)
		slots[i] = i < 2 * (size_t)result ? found[i] : STR_NPOS;
	return true;
}
