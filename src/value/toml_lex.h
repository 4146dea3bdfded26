/* SPDX-License-Identifier: Apache-2.0
 *
 * The lower half of the TOML reader: the pieces of a text, one at a time, as BurntSushi/toml cuts them. Used by
 * value/toml_read.c only.
 */
#ifndef PINTLE_VALUE_TOML_LEX_H
#define PINTLE_VALUE_TOML_LEX_H

#include <stdint.h>

#include "base/error.h"
#include "base/strbuf.h"

enum toml_item_type {
	TOML_END,
	TOML_TABLE,       /* after "[" */
	TOML_ARRAY_TABLE, /* after "[[" */
	TOML_KEY,         /* before a key */
	TOML_TEXT,        /* a bare key */
	TOML_STRING,
	TOML_ESCAPED_STRING,
	TOML_RAW_STRING,
	TOML_LONG_STRING, /* with three quotes */
	TOML_LONG_RAW_STRING,
	TOML_BOOL,
	TOML_INTEGER,
	TOML_FLOAT,
	TOML_DATETIME,
	TOML_ARRAY,        /* after "[" */
	TOML_INLINE_TABLE, /* after "{" */
	TOML_CLOSE,        /* of whatever is open: a key's '=', a table's name, an array, an inline table */
};

struct toml_item {
	enum toml_item_type type;
	int line;
	struct str text;
};

struct toml_lexer {
	struct arena *arena;
	struct str input;
	size_t start, at;
	int line;
	bool at_end;  /* the end was read, and not put back */
	bool escaped; /* the string under way has escapes */

	/* The first problem; all that follows is void. */
	bool failed;
	int problem_line;
	struct str problem;
};

/* Each leaves the next piece in *item; false if there is a problem. */

/* At the top level: TABLE, ARRAY_TABLE, KEY or END; comments are gone over. */
bool toml_lex_top(struct toml_lexer *lexer, struct toml_item *item);

/* Behind a table's header or a value at the top level: white space and a comment, to the end of the line. */
bool toml_lex_line_end(struct toml_lexer *lexer);

/* A part of a key, after KEY or a '.'; then toml_lex_key_end: *ret_more if a '.' follows, else it was '='. */
bool toml_lex_key_part(struct toml_lexer *lexer, struct toml_item *item);
bool toml_lex_key_end(struct toml_lexer *lexer, bool *ret_more);

/* The same for the name of a table; it ends with ']' or ']]'. */
bool toml_lex_name_part(struct toml_lexer *lexer, struct toml_item *item);
bool toml_lex_name_end(struct toml_lexer *lexer, bool is_array, bool *ret_more);

/* A value, or the start of an array or inline table. */
bool toml_lex_value(struct toml_lexer *lexer, struct toml_item *item);

/* In an array: *ret_more if a value comes next. `first` unless behind a value. */
bool toml_lex_array(struct toml_lexer *lexer, bool first, bool *ret_more);

/* In an inline table: KEY or CLOSE. */
bool toml_lex_inline(struct toml_lexer *lexer, bool first, struct toml_item *item);

#endif
