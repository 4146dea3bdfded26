/* SPDX-License-Identifier: Apache-2.0
 *
 * Nodes as Go's %#v shows what go-yaml decodes them to. Used by value/yaml_read.c only.
 */
#ifndef PINTLE_VALUE_YAML_GOSYNTAX_H
#define PINTLE_VALUE_YAML_GOSYNTAX_H

#include "value/yaml_parse.h"

/* The node must have been decoded without an error. */
struct str yaml_go_syntax(struct arena *arena, const struct yaml_tree *tree, uint32_t node);

/* A key "<<" that was not quoted. */
bool yaml_is_merge(const struct yaml_node *key);

#endif
