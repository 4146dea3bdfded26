/* SPDX-License-Identifier: Apache-2.0
 *
 * Merging tables: loader.MergeMaps and the table half of Helm's pkg/chart/common/util/coalesce.go.
 */
#ifndef PINTLE_VALUE_MERGE_H
#define PINTLE_VALUE_MERGE_H

#include "text/log.h"
#include "value/value.h"

/* loader.MergeMaps: a new map; b's values win, tables merge recursively. */
struct map *map_merge(struct arena *arena, const struct map *a, const struct map *b);

/* coalesceTablesFullKey: dst wins; nil in dst deletes unless `merge`. What cannot be merged is told
 * ("warning: cannot overwrite table with non table for …"). */
void tables_coalesce(struct arena *arena, struct map *dst, struct map *src, struct str prefix, bool merge,
                     const struct warnings *warnings);

/* cleanNilValues: removes nil members, recursively. */
void table_remove_nulls(struct map *map);

#endif
