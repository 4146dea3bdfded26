/* SPDX-License-Identifier: Apache-2.0
 *
 * Internals of strategic: the difference of two tables as a patch, two such patches made one, and what both do with
 * lists.
 */
#ifndef PINTLE_PATCH_STRATEGIC_PARTS_H
#define PINTLE_PATCH_STRATEGIC_PARTS_H

#include "patch/schema.h"

#define PATCH_DIRECTIVE STR("$patch")
#define PATCH_RETAIN_KEYS STR("$retainKeys")
#define PATCH_DELETE_FROM "$deleteFromPrimitiveList"
#define PATCH_ORDER "$setElementOrder"

struct strategic_diff {
	struct arena *arena;
	bool ignores_changes; /* and additions */
	bool ignores_deletions;
	struct error *err;
};

/* diffMaps. The patch shares lists and tables with both. */
bool strategic_diff(const struct strategic_diff *diff, const struct patch_schema *schema, const struct map *original,
                    const struct map *modified, bool retains_keys, struct map **ret);

/* mergeMap: changes and additions put into a patch that deletes. Both are used up. */
bool strategic_merge(struct arena *arena, const struct patch_schema *schema, struct map *deletions, struct map *changes,
                     struct error *err);

/* Lists, whose elements are all of one kind: tables with a merge key, or plain ones (an empty key). */

/* The kind of the elements of both, none of which may be a list; false with Kubernetes' error. */
bool elements_kind(const struct list *a, const struct list *b, enum value_kind *ret, struct error *err);

/* An element's merge key; the error says what it is otherwise. */
bool element_key(struct value element, struct str merge_key, struct value *ret, struct error *err);

/* Position of an element with the same key (or of an equal plain one), or -1. */
int64_t element_find(const struct list *list, struct value element, struct str merge_key);

/* Has the element {"$patch": "delete"}? */
bool element_is_deletion(struct value element);

/* normalizeSliceOrder: a new list with the elements in the order that they have in another list; deletions come last.
 */
bool elements_ordered(struct arena *arena, const struct list *elements, const struct list *order, struct str merge_key,
                      struct list **ret, struct error *err);

/* The elements by their keys as texts, as diffListsOfMaps and, without a key, diffListsOfScalars have them: a new list.
 */
struct list *elements_sorted(struct arena *arena, const struct list *elements, struct str merge_key);

/* Fails: it is another type than expected, or an unknown directive in a table. */
bool fail_element_type(struct error *err, const char *expected, struct value v);
bool fail_directive(struct error *err, struct value directive, struct value table);

/* fmt's %v. */
struct str element_text(struct arena *arena, struct value v);

#endif
