/* SPDX-License-Identifier: Apache-2.0
 *
 * The parser of Go's text/template: one text gives a main tree and the trees of its definitions.
 */
#ifndef PINTLE_TMPL_PARSE_H
#define PINTLE_TMPL_PARSE_H

#include "base/error.h"
#include "tmpl/node.h"

struct definition {
	struct str name;
	struct node *root;
};

struct parsed {
	struct node *root; /* what stands outside of definitions */
	struct definition *definitions;
	size_t len, cap;
	uint32_t *index; /* a hash table of places in `definitions`, counted from 1; 0 is free */
	size_t index_size;
	unsigned last_line; /* where the text ends */
};

/* What was looked up lately, each in the place of its name's hash: templates call the same few functions and read the
 * same fields again and again. Starts zeroed; for one arena and one `find`, and texts that live as long. */
struct parse_cache {
	struct known_func {
		struct str name;
		const struct tmpl_func *func;
	} funcs[64];
	struct known_idents {
		struct str text;
		struct idents idents;
	} idents[256];
};

/* Parses `text`. Functions are looked up by `find` (NULL result: not defined). Nodes borrow from `text`. On failure
 * err->message is Go's ("template: NAME:LINE: …") and err->at.line its line. */
bool template_parse(struct arena *arena, struct parse_cache *cache, struct str name, struct str text,
                    const struct tmpl_func *(*find)(struct str name), struct parsed *ret, struct error *err);

/* Puts a definition into the list as Go does: an empty one does not replace, two that are not empty clash (false). */
bool parsed_define(struct arena *arena, struct parsed *parsed, struct str name, struct node *root);

#endif
