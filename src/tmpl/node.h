/* SPDX-License-Identifier: Apache-2.0
 *
 * The syntax tree of a template. Nodes live in the arena of the set that parsed them and are never changed
 * afterwards, so that templates with the same text share them.
 */
#ifndef PINTLE_TMPL_NODE_H
#define PINTLE_TMPL_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "tmpl/func.h"
#include "value/value.h"

enum node_type {
	NODE_ACTION,
	NODE_BREAK,
	NODE_CONTINUE,
	NODE_IF,
	NODE_LIST,
	NODE_RANGE,
	NODE_TEMPLATE,
	NODE_TEXT,
	NODE_WITH,
	NODE_END,  /* while parsing only */
	NODE_ELSE, /* while parsing only */
	NODE_PIPE,
	NODE_COMMAND,
	NODE_BOOL,
	NODE_CHAIN,
	NODE_DOT,
	NODE_FIELD,
	NODE_IDENTIFIER,
	NODE_NIL,
	NODE_NUMBER,
	NODE_STRING,
	NODE_VARIABLE,
};

/* A name with its hash, ready for map lookups. */
struct ident {
	struct str name;
	unsigned hash;
};

struct idents {
	struct ident *items;
	uint32_t len;
};

struct nodes {
	struct node **items;
	uint32_t len;
};

/* What a number literal can be, as Go's constants: one text may be an int and a float, and a complex number without an
 * imaginary part both of them. */
struct number {
	struct str text;
	bool is_int, is_uint, is_float;
	bool is_complex;
	int64_t i;
	uint64_t u;
	double f;
	double im; /* a complex number is f + im i */
};

/* A node is allocated only as large as its type needs: it is never copied. */
struct node {
	uint8_t type;   /* enum node_type */
	uint8_t decls;  /* PIPE: how many variables stand before the commands */
	bool is_assign; /* PIPE: = rather than := */
	bool assigns;   /* a variable is declared or assigned within a pipeline below (ACTION) or assigned in the body
	                   (RANGE) */
	uint32_t pos;   /* byte offset in the template's text */
	union {
		struct {
			struct node *pipe; /* NODE_PIPE; NULL for a TEMPLATE without one */
			struct node *list;
			struct node *else_list;
			struct str name; /* TEMPLATE */
		} control;               /* ACTION IF RANGE WITH TEMPLATE */
		struct nodes list;       /* LIST COMMAND PIPE: its NODE_VARIABLEs, then its NODE_COMMANDs */
		struct str text;         /* TEXT */
		bool truth;              /* BOOL */
		struct idents idents;    /* FIELD VARIABLE */
		struct {
			struct node *node;
			struct idents fields;
		} chain;
		const struct tmpl_func *func; /* IDENTIFIER */
		struct number number;
		struct {
			struct str quoted, text;
		} string;
	};
};

static inline struct nodes pipe_decls(const struct node *pipe)
{
	return (struct nodes){ pipe->list.items, pipe->decls };
}

static inline struct nodes pipe_commands(const struct node *pipe)
{
	struct node **items = pipe->list.items; // NULL for an empty pipe, which the parser refuses
	return (struct nodes){ items ? items + pipe->decls : NULL, pipe->list.len - pipe->decls };
}

struct node *node_new(struct arena *arena, enum node_type type, size_t pos);

/* The node as source text, as Go's Node.String(): what errors quote. */
void node_print(struct strbuf *out, const struct node *node);

/* Nothing but white space and definitions: such a tree does not replace another. NULL is empty. */
bool node_is_empty(const struct node *node);

/* Reads a number literal or a character constant ('a'). On failure *ret_error is Go's message. */
bool number_parse(struct arena *arena, struct str text, bool is_char, bool is_complex, struct number *ret,
                  struct str *ret_error);

#endif
