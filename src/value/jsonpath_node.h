/* SPDX-License-Identifier: Apache-2.0
 *
 * Internals of jsonpath: the tree that the parser makes and execution walks.
 */
#ifndef PINTLE_VALUE_JSONPATH_NODE_H
#define PINTLE_VALUE_JSONPATH_NODE_H

#include "value/value.h"

enum jsonpath_kind {
	JSONPATH_LIST,       /* .nodes, each applied to what the one before found */
	JSONPATH_TEXT,       /* .text */
	JSONPATH_LITERAL,    /* .literal: an int, a float or a bool */
	JSONPATH_IDENTIFIER, /* .text: range or end */
	JSONPATH_FIELD,      /* .text */
	JSONPATH_WILDCARD,
	JSONPATH_RECURSIVE,
	JSONPATH_ARRAY,  /* .bounds: from, to, step */
	JSONPATH_UNION,  /* .nodes are lists */
	JSONPATH_FILTER, /* .nodes are two lists, left and right; .text is the operator, or "exists" */
};

struct jsonpath_bound {
	int64_t value;
	bool known;
	bool derived; /* "to" of a lone index: one behind it */
};

struct jsonpath_nodes {
	struct jsonpath_node *items;
	size_t len, cap;
};

struct jsonpath_node {
	enum jsonpath_kind kind;
	struct str text;
	struct value literal;
	struct jsonpath_bound bounds[3];
	struct jsonpath_nodes nodes;
};

struct jsonpath {
	struct jsonpath_nodes root;
};

#endif
