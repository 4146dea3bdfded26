// SPDX-License-Identifier: Apache-2.0
// Helm reads whole lists of records. Here only the objects' metadata are listed (in pages), and then those records read
// that are asked for: a release's older revisions need not be unpacked to know the newest. What goes over the wire is
// protobuf.
#include "release/storage.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "kube/items.h"
#include "release/folder.h"
#include "text/digest.h"
#include "text/strconv.h"
#include "value/member.h"

// The first page comes from the server's memory, the following ones from its disk: few of them are many times as fast.
enum { PAGE = 10000, BATCH = 128, WORTH_A_LIST = 4 };

#define RECORD "release" /* the key that holds it */

static const struct {
	const char *name;
	enum release_driver driver;
} drivers[] = {
	{ "", DRIVER_SECRET },
	{ "secret", DRIVER_SECRET },
	{ "secrets", DRIVER_SECRET },
	{ "configmap", DRIVER_CONFIGMAP },
	{ "configmaps", DRIVER_CONFIGMAP },
};

bool release_driver_parse(struct str name, enum release_driver *ret, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(drivers); i++)
		if (str_is(name, drivers[i].name)) {
			*ret = drivers[i].driver;
			return true;
		}
	if (str_is(name, "sql"))
		return fail(err, NOWHERE,
		            "HELM_DRIVER=sql is not supported: releases are kept in Secrets or ConfigMaps");
	if (str_is(name, "memory"))
		return fail(err, NOWHERE,
		            "HELM_DRIVER=memory keeps nothing between two commands, so there is nothing to show");
	return fail(err, NOWHERE, "unknown driver \"%.*s\"", STR_FMT(name));
}

struct str release_key(struct arena *arena, struct str name, int64_t version)
{
	return arena_printf(arena, "sh.helm.release.v1.%.*s.v%lld", STR_FMT(name), (long long)version);
}

struct str storage_objects_path(const struct release_storage *storage, struct arena *arena, struct str namespace)
{
	struct str plural = storage->driver == DRIVER_SECRET ? STR("/secrets") : STR("/configmaps");
	if (!namespace.len)
		return ARENA_CONCAT(arena, STR("/api/v1"), plural);
	return ARENA_CONCAT(arena, STR("/api/v1/namespaces/"), kube_escape(arena, namespace), plural);
}

// The two drivers differ in whether they say what they were doing.
static bool fail_doing(const struct release_storage *storage, struct error *err, const char *doing)
{
	return storage->driver == DRIVER_SECRET ? fail_in(err, "%s", doing) : false;
}

// ---- lists -----------------------------------------------------------------------------------------------------

static struct map *copy_labels(struct arena *arena, const struct map *labels)
{
	struct map *copy = map_new(arena);
	for (size_t i = 0; i < labels->len; i++)
		map_set(arena, copy, arena_str(arena, labels->entries[i].key),
		        value_string(arena_str(arena, labels->entries[i].value.s)));
	return copy;
}

// An object without usable labels is none of Helm's.
static void add_ref(struct arena *arena, struct release_refs *refs, const struct kube_item *item)
{
	struct value labels = value_map(item->labels);
	struct release_ref ref;
	if (parse_int(member_text(labels, "version"), 10, 64, &ref.version) != PARSE_OK ||
	    !member_text(labels, "name").len)
		return;
	ref.labels = copy_labels(arena, item->labels);
	ref.name = member_text(value_map(ref.labels), "name");
	ref.status = member_text(value_map(ref.labels), "status");
	ref.key = arena_str(arena, item->name);
	ref.namespace = arena_str(arena, item->namespace);
	ref.resource_version = arena_str(arena, item->resource_version);
	refs->items = arena_grow(arena, refs->items, &refs->cap, refs->len + 1, sizeof(struct release_ref));
	refs->items[refs->len++] = ref;
}

static bool read_page(struct arena *arena, struct arena *scratch, struct str answer, struct release_refs *refs,
                      struct str *ret_next, struct error *err)
{
	struct kube_items page;
	if (!kube_items_read(scratch, answer, RECORD, &page, err))
		return false;
	for (size_t i = 0; i < page.len; i++)
		add_ref(arena, refs, &page.items[i]);
	*ret_next = arena_str(arena, page.next);
	return true;
}

// One page; *next is where the following one begins, empty at the end.
static bool list_page(const struct release_storage *storage, struct str path, bool is_paged, struct release_refs *refs,
                      struct str *next, bool *ret_expired, struct error *err)
{
	struct arena scratch = { 0 };
	struct kube_request request = {
		.arena = &scratch, .method = "GET", .accept = STR(KUBE_ACCEPT_METADATA), .path = path
	};
	if (is_paged)
		request.path = kube_query(&scratch, path, "limit", arena_printf(&scratch, "%d", PAGE));
	if (next->len)
		request.path = kube_query(&scratch, request.path, "continue", *next);
	bool ok = kube_run(storage->client, &request, 1, err);
	*ret_expired = ok && next->len && str_is(request.reason, "Expired");
	if (ok && !*ret_expired)
		ok = (!request.problem.len || fail(err, NOWHERE, "%.*s", STR_FMT(request.problem))) &&
		     read_page(storage->arena, &scratch, request.answer, refs, next, err);
	arena_done(&scratch);
	return ok;
}

static bool list_all(const struct release_storage *storage, struct str selector, struct release_refs *refs,
                     struct error *err)
{
	struct str path = kube_query(storage->arena, storage_objects_path(storage, storage->arena, storage->namespace),
	                             "labelSelector", selector),
		   next = STR_NONE;
	bool is_paged = true, has_expired;
	do {
		if (!list_page(storage, path, is_paged, refs, &next, &has_expired, err))
			return false;
		if (has_expired) { // the pages were asked for too slowly: once more, in one piece
			is_paged = false;
			refs->len = 0;
			next = STR_NONE;
		}
	} while (next.len || has_expired);
	return true;
}

static int newest_first(const void *a, const void *b)
{
	int64_t left = ((const struct release_ref *)a)->version, right = ((const struct release_ref *)b)->version;
	return left < right ? 1 : left > right ? -1 : 0;
}

static bool list_objects(const struct release_storage *storage, struct str name, struct release_refs *refs,
                         struct error *err)
{
	struct str selector =
		name.len ? ARENA_CONCAT(storage->arena, STR("name="), name, STR(",owner=helm")) : STR("owner=helm");
	return list_all(storage, selector, refs, err) ||
	       fail_doing(storage, err, name.len ? "query: failed to query with labels" : "list: failed to list");
}

bool storage_refs(const struct release_storage *storage, struct str name, struct release_refs *ret, struct error *err)
{
	struct release_refs refs = { 0 };
	if (!(storage->driver == DRIVER_FOLDER ? folder_refs(storage, name, &refs, err)
	                                       : list_objects(storage, name, &refs, err)))
		return false;
	if (name.len && !refs.len)
		return fail(err, NOWHERE, "release: not found");
	if (name.len)
		qsort(refs.items, refs.len, sizeof(*refs.items), newest_first);
	*ret = refs;
	return true;
}

// ---- records ---------------------------------------------------------------------------------------------------

static bool read_record(const struct release_storage *storage, struct arena *arena, const struct kube_item *item,
                        struct release *ret, struct error *err)
{
	struct str data = item->data;
	size_t bad;
	if (item->is_json && storage->driver == DRIVER_SECRET && !base64_decode(arena, data, &data, &bad))
		return fail(err, NOWHERE, "illegal base64 data at input byte %zu", bad);
	if (!release_decode(arena, data, ret, err))
		return false;
	ret->labels = copy_labels(arena, item->labels);
	ret->holder = arena_str(arena, member_text(value_map(item->annotations), HOLDER_ANNOTATION));
	return true;
}

static bool read_object(const struct release_storage *storage, struct arena *arena, struct str answer,
                        struct release *ret, struct error *err)
{
	struct kube_item item;
	return kube_item_read(arena, answer, RECORD, &item, err) && read_record(storage, arena, &item, ret, err);
}

static struct kube_request object_request(const struct release_storage *storage, struct arena *arena,
                                          struct str namespace, struct str key)
{
	return (struct kube_request){ .arena = arena,
		                      .method = "GET",
		                      .accept = STR(KUBE_ACCEPT_ITEMS),
		                      .is_packed = true,
		                      .path = ARENA_CONCAT(arena, storage_objects_path(storage, arena, namespace),
		                                           STR("/"), kube_escape(arena, key)) };
}

// What was listed may come from the server's memory, as long as it is not older than the list.
static struct kube_request ref_request(const struct release_storage *storage, struct arena *arena,
                                       const struct release_ref *ref)
{
	struct kube_request request = object_request(storage, arena, ref->namespace, ref->key);
	if (ref->resource_version.len)
		request.path = kube_query(arena, request.path, "resourceVersion", ref->resource_version);
	return request;
}

// What may be listed can be read, though it may not be asked for by its name: Helm reads most records by lists.
static bool read_listed(const struct release_storage *storage, struct arena *arena, const struct release_ref *ref,
                        struct kube_item *ret)
{
	struct kube_request request = {
		.arena = arena, .method = "GET", .accept = STR(KUBE_ACCEPT_ITEMS), .is_packed = true
	};
	struct error ignored = { .arena = arena };
	struct kube_items items;
	struct str selector =
		arena_printf(arena, "name=%.*s,owner=helm,version=%lld", STR_FMT(ref->name), (long long)ref->version);
	request.path =
		kube_query(arena, storage_objects_path(storage, arena, ref->namespace), "labelSelector", selector);
	if (!kube_run(storage->client, &request, 1, &ignored) || request.problem.len ||
	    !kube_items_read(arena, request.answer, RECORD, &items, &ignored))
		return false;
	for (size_t i = 0; i < items.len; i++)
		if (str_eq(items.items[i].name, ref->key)) {
			*ret = items.items[i];
			return true;
		}
	return false;
}

// Those of a batch that have the same status are asked for in one list: the server is many times as fast with it as
// with one by one. Its selector may match more of a release's revisions.
struct fetching {
	struct arena lists;      /* what they held */
	struct arena own[BATCH]; /* of those that were asked for alone */
	struct kube_request requests[BATCH];
	struct kube_item items[BATCH];
	bool has_item[BATCH]; /* items[i] is there */
};

static struct str one_of(struct arena *arena, const char *label, const struct map *values)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_printf(&out, ",%s in (", label);
	for (size_t i = 0; i < values->len; i++) {
		strbuf_add_cstr(&out, i ? "," : "");
		strbuf_add(&out, values->entries[i].key);
	}
	strbuf_add_char(&out, ')');
	return strbuf_str(&out, arena);
}

// Numbers without a sign or leading zeros.
static int compare_versions(struct str a, struct str b)
{
	return a.len != b.len ? (a.len < b.len ? -1 : 1) : str_cmp(a, b);
}

// The server's memory will do here, too.
static struct kube_request list_request(const struct release_storage *storage, struct arena *arena,
                                        const struct release_ref *refs, size_t len, struct str status)
{
	struct map *names = map_new(arena), *versions = map_new(arena);
	struct kube_request request = {
		.arena = arena, .method = "GET", .accept = STR(KUBE_ACCEPT_ITEMS), .is_packed = true
	};
	struct str newest = STR("");
	for (size_t i = 0; i < len; i++)
		if (str_eq(refs[i].status, status)) {
			map_set(arena, names, refs[i].name, value_null());
			map_set(arena, versions, member_text(value_map(refs[i].labels), "version"), value_null());
			newest = compare_versions(newest, refs[i].resource_version) < 0 ? refs[i].resource_version
			                                                                : newest;
		}
	struct str selector = ARENA_CONCAT(arena, STR("owner=helm,status="), status, one_of(arena, "name", names),
	                                   one_of(arena, "version", versions));
	request.path =
		kube_query(arena, storage_objects_path(storage, arena, storage->namespace), "labelSelector", selector);
	if (newest.len)
		request.path = kube_query(arena, kube_query(arena, request.path, "resourceVersion", newest),
		                          "resourceVersionMatch", STR("NotOlderThan"));
	return request;
}

static void take_listed(struct fetching *fetching, const struct release_ref *refs, size_t len,
                        const struct kube_items *items)
{
	for (size_t i = 0; i < items->len; i++)
		for (size_t j = 0; j < len; j++)
			if (str_eq(items->items[i].name, refs[j].key) &&
			    str_eq(items->items[i].namespace, refs[j].namespace)) {
				fetching->items[j] = items->items[i];
				fetching->has_item[j] = true;
			}
}

// What no list has, for whatever reason, is asked for alone.
static bool fetch_lists(const struct release_storage *storage, struct fetching *fetching,
                        const struct release_ref *refs, size_t len, struct error *err)
{
	struct arena *arena = &fetching->lists;
	struct map *statuses = map_new(arena);
	struct error ignored = { .arena = arena };
	size_t lists = 0;
	for (size_t i = 0; i < len; i++) {
		const struct value *count = map_get(statuses, refs[i].status);
		map_set(arena, statuses, refs[i].status, value_int(count ? count->i + 1 : 1));
	}
	for (size_t i = 0; i < statuses->len; i++)
		if (statuses->entries[i].key.len && statuses->entries[i].value.i >= WORTH_A_LIST)
			fetching->requests[lists++] = list_request(storage, arena, refs, len, statuses->entries[i].key);
	if (!kube_run(storage->client, fetching->requests, lists, err))
		return false;
	for (size_t i = 0; i < lists; i++) {
		struct kube_items items;
		if (!fetching->requests[i].problem.len &&
		    kube_items_read(arena, fetching->requests[i].answer, RECORD, &items, &ignored))
			take_listed(fetching, refs, len, &items);
	}
	return true;
}

static bool fetch_alone(const struct release_storage *storage, struct fetching *fetching,
                        const struct release_ref *refs, size_t len, struct error *err)
{
	size_t due = 0;
	for (size_t i = 0; i < len; i++)
		if (!fetching->has_item[i])
			fetching->requests[due++] = ref_request(storage, &fetching->own[i], &refs[i]);
	if (!kube_run(storage->client, fetching->requests, due, err))
		return false;
	due = 0;
	for (size_t i = 0; i < len; i++) {
		if (fetching->has_item[i])
			continue;
		const struct kube_request *request = &fetching->requests[due++];
		struct error ignored = { .arena = &fetching->own[i] };
		if (request->status == 403 && read_listed(storage, &fetching->own[i], &refs[i], &fetching->items[i])) {
			fetching->has_item[i] = true;
			continue;
		}
		if (request->problem.len && request->status != 404)
			return fail(err, NOWHERE, "get: failed to get \"%.*s\": %.*s", STR_FMT(refs[i].key),
			            STR_FMT(request->problem));
		fetching->has_item[i] = !request->problem.len && kube_item_read(&fetching->own[i], request->answer,
		                                                                RECORD, &fetching->items[i], &ignored);
	}
	return true;
}

static bool fetch_batch(const struct release_storage *storage, struct fetching *fetching,
                        const struct release_ref *refs, size_t len, size_t first,
                        bool (*take)(void *context, size_t at, const struct release *release, struct error *err),
                        void *context, struct error *err)
{
	*fetching = (struct fetching){ 0 };
	bool ok = fetch_lists(storage, fetching, refs, len, err) && fetch_alone(storage, fetching, refs, len, err);
	for (size_t i = 0; i < len; i++) {
		struct arena scratch = { 0 };
		struct error problem = { .arena = &scratch };
		struct release release;
		if (ok) {
			bool is_read = fetching->has_item[i] &&
			               read_record(storage, &scratch, &fetching->items[i], &release, &problem);
			ok = take(context, first + i, is_read ? &release : NULL, err);
		}
		arena_done(&scratch);
		arena_done(&fetching->own[i]);
	}
	arena_done(&fetching->lists);
	return ok;
}

static bool fetch_files(const struct release_ref *refs, size_t len,
                        bool (*take)(void *context, size_t at, const struct release *release, struct error *err),
                        void *context, struct error *err)
{
	for (size_t i = 0; i < len; i++) {
		struct arena scratch = { 0 };
		struct error problem = { .arena = &scratch };
		struct release release;
		bool ok = take(context, i, folder_record_read(&scratch, &refs[i], &release, &problem) ? &release : NULL,
		               err);
		arena_done(&scratch);
		if (!ok)
			return false;
	}
	return true;
}

bool storage_fetch(const struct release_storage *storage, const struct release_ref *refs, size_t len,
                   bool (*take)(void *context, size_t at, const struct release *release, struct error *err),
                   void *context, struct error *err)
{
	if (storage->driver == DRIVER_FOLDER)
		return fetch_files(refs, len, take, context, err);
	struct fetching *fetching = ARENA_NEW(storage->arena, struct fetching);
	for (size_t at = 0; at < len; at += BATCH)
		if (!fetch_batch(storage, fetching, refs + at, len - at < BATCH ? len - at : BATCH, at, take, context,
		                 err))
			return false;
	return true;
}

static bool is_system_label(struct str name)
{
	static const char *const names[] = { "name", "owner", "status", "version", "createdAt", "modifiedAt" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

// Helm leaves its own labels out where a revision was asked for, and only there.
static void drop_system_labels(struct arena *arena, struct release *release)
{
	struct map *own = map_new(arena);
	for (size_t i = 0; i < release->labels->len; i++)
		if (!is_system_label(release->labels->entries[i].key))
			map_set(arena, own, release->labels->entries[i].key, release->labels->entries[i].value);
	release->labels = own;
}

static bool get_file(const struct release_storage *storage, struct str name, int64_t version, struct release *ret,
                     struct error *err)
{
	struct release_refs refs;
	if (!storage_refs(storage, name, &refs, err))
		return false;
	for (size_t i = 0; i < refs.len; i++)
		if (!version || refs.items[i].version == version)
			return folder_record_read(storage->arena, &refs.items[i], ret, err);
	return fail(err, NOWHERE, "release: not found");
}

static bool get_version(const struct release_storage *storage, struct str name, int64_t version, struct release *ret,
                        struct error *err)
{
	struct str key = release_key(storage->arena, name, version);
	struct kube_request request = object_request(storage, storage->arena, storage->namespace, key);
	if (!kube_run(storage->client, &request, 1, err))
		return false;
	struct release_ref ref = { .key = key, .name = name, .namespace = storage->namespace, .version = version };
	struct kube_item item;
	if (str_is(request.reason, "NotFound"))
		return fail(err, NOWHERE, "release: not found");
	bool is_listed = request.status == 403 && read_listed(storage, storage->arena, &ref, &item);
	if (request.problem.len && !is_listed) {
		fail(err, NOWHERE, "%.*s", STR_FMT(request.problem));
		return fail_doing(storage, err,
		                  arena_printf(storage->arena, "get: failed to get \"%.*s\"", STR_FMT(key)).data);
	}
	if (!(is_listed ? read_record(storage, storage->arena, &item, ret, err)
	                : read_object(storage, storage->arena, request.answer, ret, err)))
		return fail_doing(
			storage, err,
			arena_printf(storage->arena, "get: failed to decode data \"%.*s\"", STR_FMT(key)).data);
	drop_system_labels(storage->arena, ret);
	return true;
}

bool storage_get(const struct release_storage *storage, struct str name, int64_t version, struct release *ret,
                 struct error *err)
{
	struct release_refs refs;
	if (storage->driver == DRIVER_FOLDER)
		return get_file(storage, name, version, ret, err);
	if (version > 0)
		return get_version(storage, name, version, ret, err);
	if (!storage_refs(storage, name, &refs, err))
		return false;
	for (size_t i = 0; i < refs.len; i++) {
		struct error ignored = { .arena = storage->arena };
		struct kube_request request = ref_request(storage, storage->arena, &refs.items[i]);
		struct kube_item item;
		if (!kube_run(storage->client, &request, 1, err))
			return false;
		bool is_listed = request.status == 403 && read_listed(storage, storage->arena, &refs.items[i], &item);
		if (is_listed && read_record(storage, storage->arena, &item, ret, &ignored))
			return true;
		if (request.problem.len && request.status != 404 && !is_listed)
			return fail(err, NOWHERE, "get: failed to get \"%.*s\": %.*s", STR_FMT(refs.items[i].key),
			            STR_FMT(request.problem));
		if (!request.problem.len && read_object(storage, storage->arena, request.answer, ret, &ignored))
			return true;
	}
	return fail(err, NOWHERE, "no revision for release \"%.*s\"", STR_FMT(name));
}
