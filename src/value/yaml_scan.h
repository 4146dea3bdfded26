/* SPDX-License-Identifier: Apache-2.0
 *
 * The lower half of the YAML reader: characters to tokens, as go-yaml v2 cuts them. Used by value/yaml_parse.c only.
 *
 * Texts of tokens borrow from the scanner's copy of the input or live in the arena that was given.
 */
#ifndef PINTLE_VALUE_YAML_SCAN_H
#define PINTLE_VALUE_YAML_SCAN_H

#include <stdint.h>

#include "base/error.h"
#include "base/strbuf.h"

enum yaml_token_type {
	TOKEN_STREAM_START,
	TOKEN_STREAM_END,
	TOKEN_VERSION_DIRECTIVE, /* .is_1_1 */
	TOKEN_TAG_DIRECTIVE,     /* .text the handle, .suffix the prefix */
	TOKEN_DOCUMENT_START,
	TOKEN_DOCUMENT_END,
	TOKEN_BLOCK_SEQUENCE_START,
	TOKEN_BLOCK_MAPPING_START,
	TOKEN_BLOCK_END,
	TOKEN_FLOW_SEQUENCE_START,
	TOKEN_FLOW_SEQUENCE_END,
	TOKEN_FLOW_MAPPING_START,
	TOKEN_FLOW_MAPPING_END,
	TOKEN_BLOCK_ENTRY,
	TOKEN_FLOW_ENTRY,
	TOKEN_KEY,
	TOKEN_VALUE,
	TOKEN_ALIAS,  /* .text its name */
	TOKEN_ANCHOR, /* .text its name */
	TOKEN_TAG,    /* .text the handle, .suffix */
	TOKEN_SCALAR, /* .text, .plain */
};

/* Where something begins; both count from 0, the column in bytes. */
struct yaml_mark {
	unsigned line, column;
};

struct yaml_token {
	uint8_t type;
	bool plain, is_1_1;
	unsigned key; /* the flow level, from 1, at which this token began a possible simple key; 0 = none */
	struct yaml_mark mark;
	struct str text, suffix;
};

/* A token that turns out to be a key if a ':' follows on the same line, within 1024 characters. */
struct yaml_simple_key {
	bool possible, required;
	size_t token;  /* its number, from the start of the stream */
	size_t column; /* in characters */
	struct yaml_mark mark;
};

struct yaml_scanner {
	struct arena *arena;   /* texts that could not be borrowed */
	struct arena *scratch; /* the queue and the stacks */
	struct error *err;

	const char *at, *end; /* behind the end stand NULs */
	const char *line_start;
	size_t line_extra; /* bytes of this line up to here that do not begin a character */
	unsigned line;
	bool simple_text; /* ASCII with LF only: whole lines can be skipped by memchr */

	/* See yaml_input.c: what go-yaml's reader would hold at this point. */
	bool watched;
	const char *window, *decoded, *chunk;
	size_t nuls;
	const char *bad; /* the reader's error behind the end; NULL: end of the text */

	struct yaml_token *tokens; /* queue */
	size_t head, count, cap;
	size_t taken; /* number of the token at the head */
	bool available, started, failed;

	long indent;
	long *indents;
	size_t indents_len, indents_cap;
	struct yaml_simple_key *keys; /* one for each flow level, and one for the block context */
	size_t keys_cap;
	unsigned flow_level;
	bool simple_key_allowed;

	struct strbuf text, breaks; /* where folded and escaped scalars are put together */

	/* What the arrays begin as: most documents need no more, and there are many small ones. */
	struct yaml_token few_tokens[16];
	struct yaml_simple_key few_keys[4];
	long few_indents[16];
};

/* `text` is copied; the scanner ends with yaml_scanner_done. */
void yaml_scanner_init(struct yaml_scanner *s, struct arena *arena, struct arena *scratch, struct str text,
                       struct error *err);
void yaml_scanner_done(struct yaml_scanner *s);

/* The next token, not yet taken; NULL on an error. It stays valid until the next peek. */
struct yaml_token *yaml_peek(struct yaml_scanner *s);
void yaml_take(struct yaml_scanner *s);

/* go-yaml's wording of a position: "yaml: line N: problem", without a line on the first one. Errors of the scanner
 * name the line as editors do, errors of the parser one less. Returns false. */
bool yaml_fail(struct yaml_scanner *s, struct yaml_mark at, bool in_parser, const char *problem);

/* --- Between the .c files of the scanner --- */

/* yaml_input.c */
void yaml_input_open(struct yaml_scanner *s, struct str text);
bool yaml_input_need(struct yaml_scanner *s, size_t count);

/* yaml_scalar.c: each leaves the scalar's text in the token. */
bool yaml_scan_plain(struct yaml_scanner *s, struct yaml_token *token);
bool yaml_scan_quoted(struct yaml_scanner *s, struct yaml_token *token, bool single);
bool yaml_scan_block(struct yaml_scanner *s, struct yaml_token *token, bool literal);

/* yaml_tag.c */
bool yaml_scan_tag(struct yaml_scanner *s, struct yaml_token *token);
bool yaml_scan_anchor(struct yaml_scanner *s, struct yaml_token *token);
bool yaml_scan_directive(struct yaml_scanner *s, struct yaml_token *token);

/* False if the text is broken within the next `count` characters, as far as go-yaml would notice. */
static inline bool yaml_need(struct yaml_scanner *s, size_t count)
{
	return !s->watched || yaml_input_need(s, count);
}

static inline unsigned yaml_char_width(char c)
{
	unsigned char byte = (unsigned char)c;
	return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* The width of the line break at `p`, 0 if there is none. CR LF counts as two. */
static inline unsigned yaml_break_width(const char *p)
{
	switch ((unsigned char)p[0]) {
	case '\n':
	case '\r': return 1;
	case 0xC2: return (unsigned char)p[1] == 0x85 ? 2 : 0;
	case 0xE2: return (unsigned char)p[1] == 0x80 && ((unsigned char)p[2] | 1) == 0xA9 ? 3 : 0;
	}
	return 0;
}

static inline bool yaml_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A line break or the end of the text. */
static inline bool yaml_is_breakz(const char *p)
{
	return *p == '\0' || yaml_break_width(p) != 0;
}

static inline bool yaml_is_blankz(const char *p)
{
	return yaml_is_blank(*p) || yaml_is_breakz(p);
}

static inline bool yaml_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static inline void yaml_skip(struct yaml_scanner *s)
{
	unsigned width = yaml_char_width(*s->at);
	s->at += width;
	s->line_extra += width - 1;
}

static inline size_t yaml_column(const struct yaml_scanner *s)
{
	return (size_t)(s->at - s->line_start) - s->line_extra;
}

static inline struct yaml_mark yaml_mark_here(const struct yaml_scanner *s)
{
	return (struct yaml_mark){ s->line, (unsigned)(s->at - s->line_start) };
}

/* Goes behind the line break that is here and returns what it means in a scalar: LF, but LS and PS stay. */
struct str yaml_read_break(struct yaml_scanner *s);

/* Goes to the end of the line. */
bool yaml_skip_line_rest(struct yaml_scanner *s);

/* The same, and behind it; an error if there is anything but blanks and a comment. */
bool yaml_end_line(struct yaml_scanner *s);

/* "---" or "..." alone at the start of a line. */
static inline bool yaml_at_document_indicator(const struct yaml_scanner *s)
{
	const char *p = s->at;
	return p == s->line_start && (*p == '-' || *p == '.') && p[1] == *p && p[2] == *p && yaml_is_blankz(p + 3);
}

#endif
