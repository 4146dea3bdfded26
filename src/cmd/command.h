/* SPDX-License-Identifier: Apache-2.0
 *
 * command: one entry of the command table. The same table of options feeds parsing, --help, shell completion and the
 * man page. To add a command: a file cmd/NAME.c with its struct command, and a line in cmd/table.c.
 *
 *     static const struct option template_options[] = {
 *             { "include-crds", 0, OPTION_BOOL, NULL, NULL, "include CRDs in the templated output", 0 }, … { NULL } };
 *
 * run() gets what was parsed and returns the exit status; it prints data on stdout and, by error_print, errors on
 * stderr.
 */
#ifndef PINTLE_CMD_COMMAND_H
#define PINTLE_CMD_COMMAND_H

#include <stdbool.h>

#include "base/error.h"
#include "base/strbuf.h"

enum option_kind {
	OPTION_BOOL,
	OPTION_STRING,
	OPTION_LIST, /* may be repeated; a value is taken whole */
	OPTION_CSV,  /* may be repeated; commas separate values */
	OPTION_INT,
	OPTION_FLOAT,
	OPTION_DURATION, /* as Go writes it: 5m0s */
	OPTION_MAP,      /* key=value pairs, commas between */
	OPTION_OPTIONAL, /* a text that may be left out: --dry-run, --dry-run=client */
	OPTION_WAIT,     /* one of .words, or left out: --wait, --wait=watcher */
};

enum option_flag {
	OPTION_HIDDEN = 1 << 0,     /* accepted, not shown */
	OPTION_DEPRECATED = 1 << 1, /* a warning with .fallback as its text; not shown */
	OPTION_COMPLETE_FILE = 1 << 2,
	OPTION_COMPLETE_FOLDER = 1 << 3,
};

struct option {
	const char *name; /* without dashes; NULL ends a table */
	char letter;      /* 0: none */
	enum option_kind kind;
	const char *metavar;  /* how help shows the value; NULL: by kind */
	const char *fallback; /* default as help shows it; NULL: none */
	const char *help;
	unsigned flags;
	const char *words; /* values that completion offers, by spaces; NULL: none */
};

/* May the option stand without "=value"? */
static inline bool option_stands_alone(const struct option *option)
{
	return option->kind == OPTION_BOOL || option->kind == OPTION_OPTIONAL || option->kind == OPTION_WAIT;
}

enum { MAX_OPTION_TABLES = 10, MAX_SUBCOMMANDS = 8, MAX_EXCLUSIVE = 4 };

struct cli;

struct command {
	const char *name;
	const char *aliases;                             /* by spaces; NULL: none */
	const char *usage;                               /* arguments as help shows them: "[NAME] [CHART]" */
	const char *summary;                             /* one line, no full stop */
	const char *description;                         /* paragraphs; NULL: the summary */
	const struct option *options[MAX_OPTION_TABLES]; /* tables; NULL ends */
	const char *exclusive[MAX_EXCLUSIVE]; /* groups of options, by spaces, of which one at most may be given; NULL
	                                         ends */
	int min_args, max_args;               /* max -1: any number */
	const char *arg_words;                /* what completion offers: "file", "folder", or words; NULL: files */
	int (*run)(struct cli *cli);
	const struct command *const *subcommands; /* NULL-terminated; run is NULL then */
};

/* What was given for one option. */
struct given {
	const struct option *option;
	struct str value;
};

struct cli {
	struct arena *arena;
	const struct command *const *path; /* program, command, subcommand */
	size_t depth;
	const struct command *command;
	struct given *given; /* in the order of the command line */
	size_t given_len, given_cap;
	struct str *args;
	size_t args_len, args_cap;
	bool color; /* of stderr */
};

/* All commands; [0] of it is the program itself, whose subcommands they are. */
extern const struct command program;

/* Options that every command has. */
extern const struct option global_options[];

/* Parses the arguments behind the program's name. On failure the error is worded as Helm's. */
bool cli_parse(struct cli *cli, int argc, char **argv, struct error *err);

/* False if two options were given that exclude each other. */
bool cli_check_groups(const struct cli *cli, struct error *err);

/* Was the option given; its last value, or NULL data; all of its values in order. */
bool cli_has(const struct cli *cli, const char *name);
struct str cli_value(const struct cli *cli, const char *name);
/* An integer: of the option (0x10 and 0b1 count), else of an environment variable (decimal, as for Helm), else
 * `fallback`. Option or variable may be NULL: there is none. */
int64_t cli_integer(const struct cli *cli, const char *name, const char *variable, int64_t fallback);
bool cli_flag(const struct cli *cli, const char *name); /* a boolean's value; false if not given */
struct strs_view {
	struct str *items;
	size_t len;
};
struct strs_view cli_values(const struct cli *cli, const char *name);

/* The option of that name as the command sees it, or NULL. */
const struct option *command_option(const struct command *command, const char *name, size_t name_len);

/* How a command is called, with its options: what help shows below its description. */
void help_add_usage(struct strbuf *out, const struct cli *cli);

/* --help on stdout; the exit status. */
int help_print(const struct cli *cli);

#endif
