/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON merge patches (RFC 7386) as Helm makes them for objects of which Kubernetes has no type: those of custom
 * resources.
 */
#ifndef PINTLE_PATCH_JSON_MERGE_H
#define PINTLE_PATCH_JSON_MERGE_H

#include "base/error.h"
#include "value/value.h"

/* json-patch's CreateMergePatch: what makes `modified` of `original`; both are tables (null: an empty one). A member
 * that is null in `modified` is null in the patch, where it means that there is none. The patch shares lists and tables
 * with `modified`. */
struct map *json_merge_diff(struct arena *arena, const struct map *original, const struct map *modified);

/* json-patch's MergePatch: the table with the patch's changes. Both stay as they are. */
struct map *json_merge_apply(struct arena *arena, const struct map *table, const struct map *patch);

/* Kubernetes' CreateThreeWayJSONMergePatch: makes `modified` of `current`, but leaves alone what only `current` has,
 * unless `original` had it too. apiVersion, kind and metadata.name may not change: "precondition failed for: map[…]".
 */
bool json_merge_three_way(struct arena *arena, const struct map *original, const struct map *modified,
                          const struct map *current, struct map **ret, struct error *err);

#endif
