/* SPDX-License-Identifier: Apache-2.0
 *
 * The scanner of Go's text/template: text in, items out, one at a time. Go's scanner has items for the spaces in
 * actions; here the item behind them tells. A field comes with those that follow it, ".a.b.c", where Go has three.
 */
#ifndef PINTLE_TMPL_LEX_H
#define PINTLE_TMPL_LEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/strbuf.h"

/* Keywords come after ITEM_KEYWORD; item_describe relies on it. */
enum item_type {
	ITEM_ERROR, /* .text is the message */
	ITEM_BOOL,
	ITEM_CHAR, /* any other printable ASCII character: a comma, say */
	ITEM_CHAR_CONSTANT,
	ITEM_COMPLEX,
	ITEM_ASSIGN,
	ITEM_DECLARE,
	ITEM_EOF,
	ITEM_FIELD,
	ITEM_IDENTIFIER,
	ITEM_LEFT_DELIM,
	ITEM_LEFT_PAREN,
	ITEM_NUMBER,
	ITEM_PIPE,
	ITEM_RAW_STRING,
	ITEM_RIGHT_DELIM,
	ITEM_RIGHT_PAREN,
	ITEM_STRING,
	ITEM_TEXT,
	ITEM_VARIABLE,
	ITEM_KEYWORD,
	ITEM_BLOCK,
	ITEM_BREAK,
	ITEM_CONTINUE,
	ITEM_DOT,
	ITEM_DEFINE,
	ITEM_ELSE,
	ITEM_END,
	ITEM_IF,
	ITEM_NIL,
	ITEM_RANGE,
	ITEM_TEMPLATE,
	ITEM_WITH,
};

struct item {
	struct str text;
	uint32_t pos;  /* byte offset in the input */
	uint32_t line; /* from 1 */
	uint8_t type;  /* enum item_type */
	bool spaced;   /* white space stands before it */
};

struct lexer {
	struct arena *arena; /* for error messages */
	struct str input;
	size_t pos, start;
	unsigned line, start_line;
	unsigned paren_depth;
	bool inside_action;
	bool spaced; /* before the item at work */
};

void lexer_init(struct lexer *lexer, struct arena *arena, struct str input);

/* The next item. After ITEM_ERROR or ITEM_EOF comes ITEM_EOF. */
struct item lexer_next(struct lexer *lexer);

/* How parse errors show an item: "<end>", EOF, or its text quoted and cut. */
void item_describe(struct strbuf *out, struct item item);

#endif
