// SPDX-License-Identifier: Apache-2.0
// Regular expressions of Go: compiling, choosing an engine, iterating and replacing. See regex_tree.h for the stages.
#include "text/regex.h"

#include "text/regex_pcre.h"
#include "text/regex_program.h"
#include "text/utf8.h"

/* Compiling for PCRE2 costs as much as searching about so many bytes otherwise. */
enum { LONG_TEXT = 16 * 1024 };

/* What changes while an expression is in use. */
struct regex_state {
	struct arena arena;
	struct regex_scratch *scratch;
	struct regex_pcre *pcre;
	size_t searched; /* bytes of long texts so far */
	bool pcre_tried; /* and if .pcre is NULL: not suited, or it failed */
};

struct regex {
	struct str expression;
	struct regex_program *program;
	struct regex_state *state;
	size_t groups;
	struct str *names;
};

static void close_state(void *handle)
{
	struct regex_state *state = handle;
	regex_scratch_free(state->scratch);
	arena_done(&state->arena);
}

bool regex_is_valid(struct arena *arena, struct str expression)
{
	struct regex_parsed parsed;
	struct error ignored = { .arena = arena };
	return regex_parse(arena, expression, &parsed, &ignored);
}

struct regex *regex_compile(struct arena *arena, struct str expression, struct error *err)
{
	struct regex_parsed parsed;
	if (!regex_parse(arena, expression, &parsed, err))
		return NULL;
	struct regex *regex = ARENA_NEW(arena, struct regex);
	regex->expression = arena_str(arena, expression);
	regex->groups = parsed.groups;
	regex->names = parsed.names;
	regex->program = regex_compile_program(arena, regex_simplify(arena, parsed.root), parsed.groups);
	regex->state = ARENA_NEW(arena, struct regex_state);
	regex->state->scratch = regex_scratch_new();
	arena_defer(arena, close_state, regex->state);
	return regex;
}

size_t regex_groups(const struct regex *regex)
{
	return regex->groups;
}

struct str regex_group_name(const struct regex *regex, size_t group)
{
	return group >= 1 && group <= regex->groups ? regex->names[group] : STR_NONE;
}

// The tree has been taken apart for the program, so the expression is parsed again.
static void try_pcre(const struct regex *regex)
{
	struct regex_state *state = regex->state;
	struct error err = { .arena = &state->arena };
	struct regex_parsed parsed;
	state->pcre_tried = true;
	if (regex_parse(&state->arena, regex->expression, &parsed, &err))
		state->pcre = regex_pcre_new(&state->arena, parsed.root, parsed.groups, false);
}

// Long texts, if the expression suits PCRE2. False: no answer.
static bool match_by_pcre(const struct regex *regex, struct str text, size_t from, size_t *slots, size_t count,
                          bool *ret_found)
{
	struct regex_state *state = regex->state;
	bool failed;
	if (!state->pcre_tried && (state->searched += text.len - from) > LONG_TEXT)
		try_pcre(regex);
	if (!state->pcre)
		return false;
	*ret_found = regex_pcre_match(state->pcre, text, from, slots, count, &failed);
	if (failed && utf8_valid(text))
		state->pcre = NULL; /* a limit of its own: it would meet it again */
	return !failed;
}

bool regex_gave_up(const struct regex *regex)
{
	return regex->state->scratch->steps > REGEX_MAX_STEPS;
}

bool regex_match(const struct regex *regex, struct str text, size_t from, size_t *at, size_t count)
{
	const struct regex_program *program = regex->program;
	size_t slots = 2 * count < program->slots ? 2 * count : program->slots;
	bool found;
	if (from > text.len)
		return false;
	if (text.len < LONG_TEXT || !match_by_pcre(regex, text, from, at, slots, &found)) {
		if (regex_backtrack_fits(program, text.len))
			found = regex_backtrack(program, regex->state->scratch, text, from, at, slots);
		else
			found = regex_vm(program, regex->state->scratch, text, from, at, slots);
		if (regex_gave_up(regex))
			return false;
	}
	for (size_t i = slots; found && i < 2 * count; i++)
		at[i] = STR_NPOS;
	return found;
}

bool regex_test(const struct regex *regex, struct str text)
{
	return regex_match(regex, text, 0, NULL, 0);
}

static size_t rune_size(struct str text, size_t at)
{
	size_t size;
	utf8_decode(str_from(text, at), &size);
	return size;
}

bool regex_next(const struct regex *regex, struct str text, struct regex_scan *state, size_t *at, size_t count)
{
	while (state->at <= text.len) {
		size_t own[2], from = state->at;
		if (!regex_match(regex, text, from, count ? at : own, count ? count : 1))
			break;
		size_t begin = count ? at[0] : own[0], end = count ? at[1] : own[1];
		bool accept = true;
		if (end == from) { /* an empty match: the next one begins a rune further on */
			accept = !state->started || begin != state->last_end;
			state->at = from < text.len ? from + rune_size(text, from) : text.len + 1;
		} else {
			state->at = end;
		}
		state->last_end = end;
		state->started = true;
		if (accept)
			return true;
	}
	state->at = text.len + 1;
	return false;
}

// $name, $1, ${name}: behind the '$'. False if it is none of these; *ret_rest is what follows.
static bool take_reference(struct str template, struct str *ret_name, struct str *ret_rest)
{
	bool brace = template.len && template.data[0] == '{';
	struct str s = str_from(template, brace);
	size_t len = 0, size;
	while (len < s.len) {
		uint32_t rune = utf8_decode(str_from(s, len), &size);
		if (!rune_is_letter(rune) && !rune_is_digit(rune) && rune != '_')
			break;
		len += size;
	}
	if (len == 0 || (brace && (len == s.len || s.data[len] != '}')))
		return false;
	*ret_name = str_slice(s, 0, len);
	*ret_rest = str_from(s, len + brace);
	return true;
}

// The number that a name is; STR_NPOS if it is none ("01" is not).
static size_t reference_number(struct str name)
{
	size_t number = 0;
	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] < '0' || name.data[i] > '9' || number >= 100000000)
			return STR_NPOS;
		number = number * 10 + (size_t)(name.data[i] - '0');
	}
	return name.len > 1 && name.data[0] == '0' ? STR_NPOS : number;
}

// The group a name stands for: of several with the same name the first that took part.
static size_t reference_group(const struct regex *regex, struct str name, const size_t *at)
{
	size_t number = reference_number(name);
	if (number != STR_NPOS)
		return number;
	for (size_t group = 1; group <= regex->groups; group++)
		if (str_eq(regex->names[group], name) && at[2 * group] != STR_NPOS)
			return group;
	return STR_NPOS;
}

static void expand(const struct regex *regex, struct strbuf *out, struct str template, struct str text,
                   const size_t *at)
{
	for (size_t dollar; (dollar = str_find_char(template, '$')) != STR_NPOS;) {
		struct str name, rest = str_from(template, dollar + 1);
		strbuf_add(out, str_slice(template, 0, dollar));
		template = rest;
		if (rest.len && rest.data[0] == '$') {
			strbuf_add_char(out, '$');
			template = str_from(rest, 1);
		} else if (!take_reference(rest, &name, &template)) {
			strbuf_add_char(out, '$');
		} else {
			size_t group = reference_group(regex, name, at);
			if (group <= regex->groups && at[2 * group] != STR_NPOS)
				strbuf_add(out, str_slice(text, at[2 * group], at[2 * group + 1]));
		}
	}
	strbuf_add(out, template);
}

static struct str replace(const struct regex *regex, struct arena *arena, struct str text, struct str replacement,
                          bool literal)
{
	struct strbuf out = strbuf_in(arena);
	size_t count = literal ? 1 : regex->groups + 1, last = 0, few[20];
	size_t *at = 2 * count <= ARRAY_LEN(few) ? few : ARENA_ARRAY(arena, size_t, 2 * count);
	for (size_t from = 0; from <= text.len && regex_match(regex, text, from, at, count);) {
		strbuf_add(&out, str_slice(text, last, at[0]));
		/* Not for an empty match right behind a match. */
		if (at[1] > last || at[0] == 0) {
			if (literal)
				strbuf_add(&out, replacement);
			else
				expand(regex, &out, replacement, text, at);
		}
		last = at[1];
		size_t size = rune_size(text, from);
		if (from + size > at[1])
			from += size;
		else if (from + 1 > at[1])
			from++;
		else
			from = at[1];
	}
	strbuf_add(&out, str_from(text, last));
	return strbuf_str(&out, arena);
}

struct str regex_replace(const struct regex *regex, struct arena *arena, struct str text, struct str replacement)
{
	bool literal = str_find_char(replacement, '$') == STR_NPOS;
	return replace(regex, arena, text, replacement, literal);
}

struct str regex_replace_literal(const struct regex *regex, struct arena *arena, struct str text,
                                 struct str replacement)
{
	return replace(regex, arena, text, replacement, true);
}

struct str regex_quote(struct arena *arena, struct str text)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_reserve(&out, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] && strchr("\\.+*?()|[]{}^$", text.data[i]))
			strbuf_add_char(&out, '\\');
		strbuf_add_char(&out, text.data[i]);
	}
	return strbuf_str(&out, arena);
}
