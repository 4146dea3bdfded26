/* SPDX-License-Identifier: Apache-2.0
 *
 * Strategic merge patches: changes of objects of which Kubernetes has a type, where lists are merged by their elements'
 * keys. What the patch says besides values: {"$patch": "delete"} in an element, "$deleteFromPrimitiveList/finalizers":
 * texts that go,
 * "$setElementOrder/containers": the elements' order, "$retainKeys": the only members that stay.
 *
 *     struct patch_schema pod = patch_schema_named(components, STR("io.k8s.api.core.v1.Pod"));
 *     if (!strategic_three_way(arena, &pod, original.map, modified.map, current.map, &patch, err)) ...
 */
#ifndef PINTLE_PATCH_STRATEGIC_H
#define PINTLE_PATCH_STRATEGIC_H

#include "patch/schema.h"

/* Kubernetes' strategicpatch.CreateThreeWayMergePatch, overwriting: makes `modified` of `current`, but leaves alone
 * what only `current` has, unless `original` had it too. NULL is an empty table. Numbers are of the kinds that
 * json_read_integers gives. The patch shares texts only with what it was made of. The errors are Kubernetes'. */
bool strategic_three_way(struct arena *arena, const struct patch_schema *schema, const struct map *original,
                         const struct map *modified, const struct map *current, struct map **ret, struct error *err);

#endif
