// SPDX-License-Identifier: Apache-2.0
// The command line, as Helm's (cobra and pflag) reads it: options may stand anywhere, "--" ends them, -fvalue and
// -f=value are -f value, and a command is the first argument that is no option. Error texts are theirs.
#include "cmd/command.h"

#include <stdlib.h>
#include <string.h>

#include "text/csv.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "text/utf8.h"

static bool is_named(const struct command *command, struct str word)
{
	if (str_is(word, command->name))
		return true;
	struct str rest = command->aliases ? str_of(command->aliases) : (struct str){ NULL, 0 };
	for (struct str alias; str_next_field(&rest, ' ', &alias);)
		if (str_eq(word, alias))
			return true;
	return false;
}

static const struct command *find_subcommand(const struct command *command, struct str word)
{
	for (size_t i = 0; command->subcommands && command->subcommands[i]; i++)
		if (is_named(command->subcommands[i], word))
			return command->subcommands[i];
	return NULL;
}

const struct option *command_option(const struct command *command, const char *name, size_t name_len)
{
	struct str wanted = { name, name_len };
	for (size_t i = 0; i < MAX_OPTION_TABLES && command->options[i]; i++)
		for (const struct option *option = command->options[i]; option->name; option++)
			if (str_is(wanted, option->name))
				return option;
	for (const struct option *option = global_options; option->name; option++)
		if (str_is(wanted, option->name))
			return option;
	return NULL;
}

static const struct option *find_letter(const struct command *command, char letter)
{
	for (size_t i = 0; i < MAX_OPTION_TABLES && command->options[i]; i++)
		for (const struct option *option = command->options[i]; option->name; option++)
			if (option->letter == letter)
				return option;
	for (const struct option *option = global_options; option->name; option++)
		if (option->letter == letter)
			return option;
	return NULL;
}

// ---- values ----------------------------------------------------------------------------------------------------

static void push_given(struct cli *cli, const struct option *option, struct str value)
{
	cli->given = arena_grow(cli->arena, cli->given, &cli->given_cap, cli->given_len + 1, sizeof(struct given));
	cli->given[cli->given_len++] = (struct given){ option, value };
}

static bool invalid(struct str value, const char *shown, const char *why, struct error *err)
{
	struct str given = quoted(err->arena, value);
	return fail(err, NOWHERE, "invalid argument %.*s for \"%s\" flag: %s", STR_FMT(given), shown, why);
}

// pflag's StringSlice: commas separate, and an empty text has no values.
static bool push_csv(struct cli *cli, const struct option *option, const char *shown, struct str text,
                     struct error *err)
{
	struct csv csv;
	struct strbuf field = strbuf_in(cli->arena);
	struct error problem = { .arena = cli->arena };
	if (text.len == 0)
		return true;
	if (csv_begin(&csv, text, &problem))
		while (csv_next(&csv, &field, &problem))
			push_given(cli, option, arena_str(cli->arena, strbuf_peek(&field)));
	return !error_is_set(&problem) || invalid(text, shown, arena_cstr(cli->arena, problem.message), err);
}

// pflag's StringToString: with one equals sign, a comma belongs to the value.
static bool push_pairs(struct cli *cli, const struct option *option, const char *shown, struct str text,
                       struct error *err)
{
	size_t first = cli->given_len, equals = str_count(text, STR("="));
	if (equals == 1)
		push_given(cli, option, str_trim_set(text, "\""));
	else if (equals > 1 && !push_csv(cli, option, shown, text, err))
		return false;
	for (size_t i = first; i < cli->given_len; i++)
		if (str_find_char(cli->given[i].value, '=') == STR_NPOS)
			return invalid(text, shown,
			               arena_printf(cli->arena, "%.*s must be formatted as key=value",
			                            STR_FMT(cli->given[i].value))
			                       .data,
			               err);
	return equals > 0 ||
	       invalid(text, shown, arena_printf(cli->arena, "%.*s must be formatted as key=value", STR_FMT(text)).data,
	               err);
}

static bool is_wait(struct str value)
{
	return str_is(value, "watcher") || str_is(value, "hookOnly") || str_is(value, "legacy") ||
	       str_is(value, "true") || str_is(value, "false");
}

static const char *wait_problem(const struct cli *cli, struct str value)
{
	struct strbuf text = strbuf_in(cli->arena);
	strbuf_add(&text, STR("invalid wait input "));
	quote(&text, value);
	strbuf_add(&text, STR(". Valid inputs are watcher, hookOnly, and legacy"));
	return strbuf_str(&text, cli->arena).data;
}

static bool invalid_number(struct str value, const char *shown, const char *parser, enum parse_result result,
                           struct error *err)
{
	struct strbuf why = strbuf_in(err->arena);
	strbuf_printf(&why, "strconv.%s: parsing ", parser);
	quote(&why, value);
	strbuf_add(&why, result == PARSE_RANGE ? STR(": value out of range") : STR(": invalid syntax"));
	return invalid(value, shown, strbuf_str(&why, err->arena).data, err);
}

static bool take_value(struct cli *cli, const struct option *option, const char *shown, struct str value,
                       struct error *err)
{
	bool truth;
	int64_t integer;
	double number;
	struct error ignored = { .arena = cli->arena };
	enum parse_result result;
	switch (option->kind) {
	case OPTION_BOOL:
		if (!parse_bool(value, &truth))
			return invalid_number(value, shown, "ParseBool", PARSE_SYNTAX, err);
		push_given(cli, option, truth ? STR("true") : STR("false"));
		return true;
	case OPTION_INT:
		if ((result = parse_int(value, 0, 64, &integer)) != PARSE_OK)
			return invalid_number(value, shown, "ParseInt", result, err);
		break;
	case OPTION_FLOAT:
		if ((result = parse_float(value, 32, &number)) != PARSE_OK)
			return invalid_number(value, shown, "ParseFloat", result, err);
		break;
	case OPTION_DURATION:
		if (!duration_parse(value, &integer, &ignored))
			return invalid(value, shown, arena_cstr(cli->arena, ignored.message), err);
		break;
	case OPTION_CSV: return push_csv(cli, option, shown, value, err);
	case OPTION_MAP: return push_pairs(cli, option, shown, value, err);
	case OPTION_WAIT:
		if (!is_wait(value))
			return invalid(value, shown, wait_problem(cli, value), err);
		break;
	default: break;
	}
	push_given(cli, option, value);
	return true;
}

// ---- words -----------------------------------------------------------------------------------------------------

struct words {
	char **items;
	int len, at;
};

// --name, --name=value, --name value
static bool parse_long(struct cli *cli, struct words *words, struct str word, struct error *err)
{
	struct str body = str_from(word, 2);
	size_t equals = str_find_char(body, '=');
	struct str name = equals == STR_NPOS ? body : str_slice(body, 0, equals);
	if (name.len == 0 || name.data[0] == '-')
		return fail(err, NOWHERE, "bad flag syntax: %.*s", STR_FMT(word));
	const struct option *option = command_option(cli->command, name.data, name.len);
	if (!option)
		return fail(err, NOWHERE, "unknown flag: --%.*s", STR_FMT(name));
	struct str shown = option->letter ? arena_printf(cli->arena, "-%c, --%s", option->letter, option->name)
	                                  : arena_printf(cli->arena, "--%s", option->name);
	if (equals != STR_NPOS)
		return take_value(cli, option, shown.data, str_from(body, equals + 1), err);
	if (option_stands_alone(option)) {
		push_given(cli, option, option->kind == OPTION_BOOL ? STR("true") : STR_NONE);
		return true;
	}
	if (words->at >= words->len)
		return fail(err, NOWHERE, "flag needs an argument: --%.*s", STR_FMT(name));
	return take_value(cli, option, shown.data, str_of(words->items[words->at++]), err);
}

// -abc, -fvalue, -f=value, -f value
static bool parse_letters(struct cli *cli, struct words *words, struct str word, struct error *err)
{
	for (size_t i = 1; i < word.len; i++) {
		const struct option *option = find_letter(cli->command, word.data[i]);
		if (!option)
			return fail(err, NOWHERE, "unknown shorthand flag: '%c' in -%.*s", word.data[i],
			            STR_FMT(str_from(word, i)));
		struct str shown = arena_printf(cli->arena, "-%c, --%s", option->letter, option->name);
		struct str rest = str_from(word, i + 1);
		if (rest.len && rest.data[0] == '=')
			return take_value(cli, option, shown.data, str_from(rest, 1), err);
		if (option_stands_alone(option)) {
			push_given(cli, option, option->kind == OPTION_BOOL ? STR("true") : STR_NONE);
			continue;
		}
		if (rest.len)
			return take_value(cli, option, shown.data, rest, err);
		if (words->at >= words->len)
			return fail(err, NOWHERE, "flag needs an argument: '%c' in -%.*s", word.data[i],
			            STR_FMT(str_from(word, i)));
		return take_value(cli, option, shown.data, str_of(words->items[words->at++]), err);
	}
	return true;
}

// Edit distance of two short words; letter case does not count. As in cobra's ld().
static size_t distance(struct str a, const char *b)
{
	enum { MAX_WORD = 32 };
	size_t row[MAX_WORD + 1], len = strlen(b);
	if (a.len > MAX_WORD || len > MAX_WORD)
		return MAX_WORD;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			size_t replaced = corner + ((a.data[i - 1] | 0x20) != b[j - 1]),
			       other = row[j] < row[j - 1] ? row[j] : row[j - 1];
			corner = row[j];
			row[j] = replaced <= other ? replaced : other + 1;
		}
	}
	return row[len];
}

static bool unknown_command(const struct cli *cli, struct str word, struct error *err)
{
	enum { NEAR = 2 };
	struct strbuf near = strbuf_in(cli->arena);
	for (size_t i = 0; program.subcommands[i]; i++) {
		const char *name = program.subcommands[i]->name;
		if (distance(word, name) <= NEAR || str_has_prefix(str_of(name), text_to_lower(cli->arena, word)))
			strbuf_printf(&near, near.len ? "\t%s\n" : "\nDid you mean this?\n\t%s\n", name);
	}
	strbuf_add_cstr(&near, near.len ? "\n" : "");
	return fail(err, NOWHERE, "unknown command \"%.*s\" for \"%s\"\n%.*sRun '%s --help' for usage.", STR_FMT(word),
	            program.name, STR_FMT(strbuf_peek(&near)), program.name);
}

// The command is found first, as options belong to it: words that are options, or values of global ones, are passed
// over.
static bool find_command(struct cli *cli, struct words *words, bool *taken, struct error *err)
{
	const struct command **path = ARENA_ARRAY(cli->arena, const struct command *, 4);
	path[cli->depth++] = &program;
	cli->path = path;
	cli->command = &program;
	for (int i = 0; i < words->len && cli->command->subcommands; i++) {
		struct str word = str_of(words->items[i]);
		if (str_is(word, "--"))
			break;
		if (str_has_prefix(word, STR("-")) && word.len > 1) {
			const struct option *option = NULL;
			if (str_has_prefix(word, STR("--")) && str_find_char(word, '=') == STR_NPOS)
				option = command_option(&program, word.data + 2, word.len - 2);
			else if (word.len == 2)
				option = find_letter(&program, word.data[1]);
			i += option && !option_stands_alone(option);
			continue;
		}
		if (word.len == 0)
			continue;
		const struct command *found = find_subcommand(cli->command, word);
		if (!found && cli->command != &program)
			break;
		if (!found)
			return unknown_command(cli, word, err);
		taken[i] = true;
		cli->command = found;
		path[cli->depth++] = found;
	}
	return true;
}

static void push_arg(struct cli *cli, struct str word)
{
	cli->args = arena_grow(cli->arena, cli->args, &cli->args_cap, cli->args_len + 1, sizeof(struct str));
	cli->args[cli->args_len++] = word;
}

bool cli_parse(struct cli *cli, int argc, char **argv, struct error *err)
{
	struct words words = { argv, argc, 0 };
	bool *taken = ARENA_ARRAY(cli->arena, bool, (size_t)argc + 1);
	if (!find_command(cli, &words, taken, err))
		return false;
	while (words.at < words.len) {
		bool is_command = taken[words.at];
		struct str word = str_of(words.items[words.at++]);
		if (is_command)
			continue;
		if (str_is(word, "--")) {
			while (words.at < words.len)
				push_arg(cli, str_of(words.items[words.at++]));
		} else if (str_has_prefix(word, STR("--"))) {
			if (!parse_long(cli, &words, word, err))
				return false;
		} else if (word.len > 1 && word.data[0] == '-') {
			if (!parse_letters(cli, &words, word, err))
				return false;
		} else {
			push_arg(cli, word);
		}
	}
	return true;
}

bool cli_has(const struct cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->given_len; i++)
		if (strcmp(cli->given[i].option->name, name) == 0)
			return true;
	return false;
}

static int compare_words(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool check_group(const struct cli *cli, struct str group, struct error *err)
{
	enum { MAX_GROUP = 8 };
	struct str set[MAX_GROUP] = { { NULL, 0 } };
	struct strbuf names = strbuf_in(cli->arena);
	size_t count = 0;
	for (struct str name, rest = group; str_next_field(&rest, ' ', &name);)
		if (count < MAX_GROUP && cli_has(cli, arena_cstr(cli->arena, name)))
			set[count++] = name;
	qsort(set, count, sizeof(*set), compare_words);
	for (size_t i = 0; i < count; i++)
		strbuf_printf(&names, i ? " %.*s" : "%.*s", STR_FMT(set[i]));
	return count < 2 ||
	       fail(err, NOWHERE,
	            "if any flags in the group [%.*s] are set none of the others can be; [%.*s] were all set",
	            STR_FMT(group), STR_FMT(strbuf_peek(&names)));
}

bool cli_check_groups(const struct cli *cli, struct error *err)
{
	for (size_t i = 0; i < MAX_EXCLUSIVE && cli->command->exclusive[i]; i++)
		if (!check_group(cli, str_of(cli->command->exclusive[i]), err))
			return false;
	return true;
}

struct str cli_value(const struct cli *cli, const char *name)
{
	struct str value = { NULL, 0 };
	for (size_t i = 0; i < cli->given_len; i++)
		if (strcmp(cli->given[i].option->name, name) == 0)
			value = cli->given[i].value;
	return value;
}

int64_t cli_integer(const struct cli *cli, const char *name, const char *variable, int64_t fallback)
{
	struct str given = name ? cli_value(cli, name) : (struct str){ NULL, 0 };
	const char *value = variable ? getenv(variable) : NULL;
	int64_t number;
	if (given.data ? parse_int(given, 0, 64, &number) == PARSE_OK
	               : value && parse_int(str_of(value), 10, 64, &number) == PARSE_OK)
		return number;
	return fallback;
}

bool cli_flag(const struct cli *cli, const char *name)
{
	return str_is(cli_has(cli, name) ? cli_value(cli, name) : STR_NONE, "true");
}

struct strs_view cli_values(const struct cli *cli, const char *name)
{
	struct strs_view view = { ARENA_ARRAY(cli->arena, struct str, cli->given_len + 1), 0 };
	for (size_t i = 0; i < cli->given_len; i++)
		if (strcmp(cli->given[i].option->name, name) == 0)
			view.items[view.len++] = cli->given[i].value;
	return view;
}
