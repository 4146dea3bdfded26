/* SPDX-License-Identifier: Apache-2.0
 *
 * Manifests: rendered files cut into documents, hooks told from resources, both put into Helm's order.
 */
#ifndef PINTLE_RENDER_MANIFEST_H
#define PINTLE_RENDER_MANIFEST_H

#include "base/error.h"
#include "render/engine.h"

/* Hook events, as bits. */
enum hook_event {
	HOOK_PRE_INSTALL = 1 << 0,
	HOOK_POST_INSTALL = 1 << 1,
	HOOK_PRE_DELETE = 1 << 2,
	HOOK_POST_DELETE = 1 << 3,
	HOOK_PRE_UPGRADE = 1 << 4,
	HOOK_POST_UPGRADE = 1 << 5,
	HOOK_PRE_ROLLBACK = 1 << 6,
	HOOK_POST_ROLLBACK = 1 << 7,
	HOOK_TEST = 1 << 8,
};

struct manifest {
	struct str path;    /* the template it came from */
	struct str content; /* as rendered, leading white space cut */
	struct str api_version, kind, name;
	unsigned events; /* hook events; 0: a resource */
	int64_t weight;
	struct map *annotations; /* strings; NULL: none */
};

struct manifests {
	struct manifest *items;
	size_t len, cap;
};

/* releaseutil.SplitManifests: the documents of a text. */
struct str_list {
	struct str *items;
	size_t len, cap;
};
void split_documents(struct arena *arena, struct str text, struct str_list *ret);

/* releaseutil.SortManifests: fails on the first document that is no YAML ("YAML parse error on PATH: …"); the others of
 * its kind follow in err->next. */
bool manifests_sort(struct arena *arena, const struct rendered *files, const struct warnings *warnings,
                    struct manifests *ret_hooks, struct manifests *ret_resources, struct error *err);

/* Puts resources into Helm's order of deletion. */
void manifests_order_uninstall(struct arena *arena, struct manifests *resources);

#endif
