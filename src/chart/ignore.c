// SPDX-License-Identifier: Apache-2.0
#include "chart/ignore.h"

#include "base/fs.h"
#include "text/glob.h"
#include "text/utf8.h"

struct rule {
	struct str pattern;
	bool negate;
	bool must_be_folder;
	bool whole_path; // else the base name is matched
};

struct ignore_rules {
	struct rule *rules;
	size_t len, cap;
};

static bool add_rule(struct arena *arena, struct ignore_rules *rules, struct str line, struct error *err)
{
	struct str pattern = text_trim_space(line);
	bool ok;
	if (pattern.len == 0 || pattern.data[0] == '#')
		return true;
	if (str_contains(pattern, STR("**")))
		return fail(err, NOWHERE, "double-star (**) syntax is not supported");
	if (!path_match(pattern, STR("abc"), &ok))
		return fail(err, NOWHERE, "syntax error in pattern");
	struct rule rule = { 0 };
	if (pattern.data[0] == '!') {
		rule.negate = true;
		pattern = str_from(pattern, 1);
	}
	if (str_has_suffix(pattern, STR("/"))) {
		rule.must_be_folder = true;
		pattern.len--;
	}
	rule.whole_path = str_find_char(pattern, '/') != STR_NPOS;
	rule.pattern = str_trim_prefix(pattern, STR("/"));
	rules->rules = arena_grow(arena, rules->rules, &rules->cap, rules->len + 1, sizeof(struct rule));
	rules->rules[rules->len++] = rule;
	return true;
}

struct ignore_rules *ignore_parse(struct arena *arena, struct str text, struct error *err)
{
	struct ignore_rules *rules = ARENA_NEW(arena, struct ignore_rules);
	text = str_trim_prefix(text, STR("\xEF\xBB\xBF"));
	for (struct str line, rest = text; str_next_field(&rest, '\n', &line);)
		if (!add_rule(arena, rules, line, err))
			return NULL;
	add_rule(arena, rules, STR("templates/.?*"), err);
	return rules;
}

bool ignore_matches(const struct ignore_rules *rules, struct str path, bool is_folder)
{
	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->rules[i];
		bool matches = false;
		path_match(rule->pattern, rule->whole_path ? path : fs_base(path), &matches);
		if (rule->negate) {
			// Not as in git: what a negated rule does not match is ignored.
			if ((rule->must_be_folder && !is_folder) || !matches)
				return true;
		} else if (matches && (!rule->must_be_folder || is_folder)) {
			return true;
		}
	}
	return false;
}
