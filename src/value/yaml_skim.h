/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml_skim: most of a manifest is plain beyond doubt (block maps and lists, one scalar a line), and of all that only
 * the kind and a name are asked for. To see that nothing can be wrong with the rest takes a tenth of the time that
 * reading it into values takes.
 */
#ifndef PINTLE_VALUE_YAML_SKIM_H
#define PINTLE_VALUE_YAML_SKIM_H

#include "value/decode.h"

/* True if `text` is a block map in which every line is of a form that cannot be wrong and that nothing elsewhere can
 * change: no anchors, aliases, tags, merges, documents, escapes, scalars of several lines but `|` and `>`, tabs,
 * infinite numbers. Then *ret is a map of what the fields of `class` ask for, as yaml_read_typed would give it, but
 * without lines and columns; its texts borrow from `text`. False says nothing: the text may be right or wrong. */
bool yaml_skim(struct arena *arena, const struct decode_class *class, struct str text, struct value *ret);

#endif
