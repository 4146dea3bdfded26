// SPDX-License-Identifier: Apache-2.0
#include "chart/ignore.h"

#include "base/fs.h"
#include "text/glob.h"
#include "text/utf8.h"

struct rule {
	struct str pattern;
	bool negate;
	bool must_be_folder;
	bool whole_path;       // else the base name is matched
	struct str head, tail; // literal text at both ends, to tell most names from it at once
};

struct ignore_rules {
	struct rule *rules;
	size_t len, cap;
};

static void find_literals(struct rule *rule)
{
	static const char special[] = "*?[\\";
	struct str pattern = rule->pattern;
	size_t head = 0, tail = pattern.len;
	while (head < pattern.len && !strchr(special, pattern.data[head]))
		head++;
	while (tail > head && !strchr(special, pattern.data[tail - 1]))
		tail--;
	rule->head = str_slice(pattern, 0, head);
	// Behind a class or a backslash the text is none that stands for itself.
	bool plain = str_find_char(pattern, '[') == STR_NPOS && str_find_char(pattern, '\\') == STR_NPOS;
	rule->tail = plain ? str_from(pattern, tail) : STR_NONE;
}

static bool rule_matches(const struct rule *rule, struct str name)
{
	bool matches = false;
	if (!str_has_prefix(name, rule->head) || !str_has_suffix(name, rule->tail))
		return false;
	path_match(rule->pattern, name, &matches);
	return matches;
}

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
	find_literals(&rule);
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
	struct str base = fs_base(path);
	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->rules[i];
		bool matches = rule_matches(rule, rule->whole_path ? path : base);
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
