/* SPDX-License-Identifier: Apache-2.0
 *
 * The upper half of the YAML reader: the first document of a text as an array of nodes, in the order of the text. A
 * collection's nodes follow it; .next leads behind the last of them, so that a walk needs no pointers.
 * Used by value/yaml_read.c and value/yaml_edit.c only.
 */
#ifndef PINTLE_VALUE_YAML_PARSE_H
#define PINTLE_VALUE_YAML_PARSE_H

#include <stdint.h>

#include "base/error.h"
#include "value/yaml_resolve.h"

enum yaml_node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING, NODE_ALIAS };

struct yaml_node {
	uint8_t kind;
	uint8_t tag;           /* enum yaml_tag */
	bool implicit;         /* a plain scalar without a tag */
	bool under_way;        /* for the decoder: this alias is being decoded */
	uint32_t line, column; /* from 1, the column in bytes */
	uint32_t next;
	uint32_t count;  /* of a collection: its children; of an alias: its target */
	struct str text; /* of a scalar; name of an alias */
};

struct yaml_tree {
	struct yaml_node *nodes;
	size_t count, cap; /* no nodes: there was no document */
	size_t depth;      /* of the deepest collection */
	bool has_collection_key;
};

/* Texts borrow from a copy of the input in `arena`; the nodes themselves live in `scratch`. Errors are go-yaml's. */
bool yaml_parse(struct arena *arena, struct arena *scratch, struct str text, struct yaml_tree *ret, struct error *err);

#endif
