// SPDX-License-Identifier: Apache-2.0
// What changes the records of releases: Helm's pkg/storage, Create, Update and Delete.
#include <time.h>

#include "base/strbuf.h"
#include "kube/items.h"
#include "release/action.h"
#include "release/folder.h"
#include "text/digest.h"
#include "value/json.h"

#define RELEASE_TYPE "helm.sh/release.v1"
#define RECORD "release" /* the key that holds it */

// ---- objects ---------------------------------------------------------------------------------------------------

// The release's own labels under Helm's, whose names it cannot take.
static struct map *labels_of(struct arena *arena, const struct release *release, const char *time_label)
{
	struct map *labels = map_new(arena);
	for (size_t i = 0; release->labels && i < release->labels->len; i++)
		map_set(arena, labels, release->labels->entries[i].key, release->labels->entries[i].value);
	if (!release->labels || !map_get(release->labels, str_of(time_label)))
		map_set(arena, labels, str_of(time_label),
		        value_string(arena_printf(arena, "%lld", (long long)time(NULL))));
	map_set(arena, labels, STR("name"), value_string(release->name));
	map_set(arena, labels, STR("owner"), value_string(STR("helm")));
	map_set(arena, labels, STR("status"), value_string(release->status));
	map_set(arena, labels, STR("version"), value_string(arena_printf(arena, "%lld", (long long)release->version)));
	return labels;
}

static void set_data(const struct release_storage *storage, struct arena *arena, struct map *data, const char *name,
                     struct str text)
{
	bool is_secret = storage->driver == DRIVER_SECRET;
	map_set(arena, data, str_of(name), value_string(is_secret ? base64_encode(arena, text) : text));
}

// The plan has room beside the record, or is left out: a record that Helm can keep must not fail for it.
static bool has_room(struct str record, struct str plan)
{
	enum { MOST = 1 << 20 }; // of a Secret or ConfigMap
	return record.len <= MOST && plan.len <= MOST - record.len;
}

static bool object_text(const struct release_storage *storage, struct arena *arena, const struct release *release,
                        const char *time_label, struct str *ret, struct error *err)
{
	struct map *object = map_new(arena), *metadata = map_new(arena), *data = map_new(arena);
	struct strbuf out = strbuf_in(arena);
	struct str record;
	bool is_secret = storage->driver == DRIVER_SECRET;
	if (!release_encode(arena, release, &record, err))
		return fail_in(err, "failed to encode release \"%.*s\"", STR_FMT(release->name));
	map_set(arena, object, STR("apiVersion"), value_string(STR("v1")));
	map_set(arena, object, STR("kind"), value_string(is_secret ? STR("Secret") : STR("ConfigMap")));
	map_set(arena, object, STR("metadata"), value_map(metadata));
	map_set(arena, metadata, STR("name"), value_string(release_key(arena, release->name, release->version)));
	map_set(arena, metadata, STR("namespace"), value_string(storage->namespace));
	map_set(arena, metadata, STR("labels"), value_map(labels_of(arena, release, time_label)));
	map_set(arena, object, STR("data"), value_map(data));
	if (release->holder.len && release_is_pending(release)) {
		struct map *annotations = map_new(arena);
		map_set(arena, annotations, STR(HOLDER_ANNOTATION), value_string(release->holder));
		map_set(arena, metadata, STR("annotations"), value_map(annotations));
	}
	if (is_secret)
		map_set(arena, object, STR("type"), value_string(STR(RELEASE_TYPE)));
	set_data(storage, arena, data, RECORD, record);
	if (release->plan.len && release_is_pending(release) && has_room(record, release->plan))
		set_data(storage, arena, data, "plan", release->plan);
	if (!json_write(arena, &out, value_map(object), (struct json_style){ 0 }, err))
		return false;
	*ret = strbuf_str(&out, arena);
	return true;
}

// Only the driver for Secrets says what it was doing.
static bool fail_doing(const struct release_storage *storage, const struct kube_request *request, const char *doing,
                       struct error *err)
{
	if (str_is(request->reason, "AlreadyExists"))
		return fail(err, NOWHERE, "release: already exists");
	fail(err, NOWHERE, "%.*s", STR_FMT(request->problem));
	return storage->driver == DRIVER_SECRET ? fail_in(err, "%s", doing) : false;
}

// Is what we sent there, though the answer did not say so? It holds times, so no other run's is the same.
static bool is_kept(const struct release_storage *storage, const struct kube_request *sent, struct str path)
{
	struct error ignored = { .arena = sent->arena };
	struct kube_request request = { .arena = sent->arena, .method = "GET", .path = path };
	struct kube_item ours, there;
	return kube_run(storage->client, &request, 1, &ignored) && !request.problem.len &&
	       kube_item_read(sent->arena, request.answer, RECORD, &there, &ignored) &&
	       kube_item_read(sent->arena, sent->body, RECORD, &ours, &ignored) && str_eq(ours.data, there.data);
}

// The server has not said no: what was asked for may have been done.
static bool is_uncertain(const struct kube_request *request)
{
	return request->problem.len && (request->status < 400 || request->status >= 500);
}

static bool create(const struct release_storage *storage, struct kube_request *request, struct str path,
                   struct error *err)
{
	enum { TRIES = 2 };
	for (int tries = 0; tries < TRIES; tries++) {
		if (!kube_run(storage->client, request, 1, err))
			return false;
		bool exists = str_is(request->reason, "AlreadyExists"); // it may be by our first try
		if (!request->problem.len || ((exists || is_uncertain(request)) && is_kept(storage, request, path)))
			return true;
		if (request->status) // an answer, and it is not there
			break;
	}
	return fail_doing(storage, request, "create: failed to create", err);
}

static time_t monotonic_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

// `patience`: seconds for which a server that is away is waited for, with what its answers take.
static bool update(const struct release_storage *storage, struct kube_request *request, int patience, struct error *err)
{
	time_t end = monotonic_seconds() + patience;
	for (int pause = 1; kube_run(storage->client, request, 1, err); pause *= 2) {
		bool is_away = is_uncertain(request) || request->status == 429;
		if (!request->problem.len)
			return true;
		if (!is_away || monotonic_seconds() + pause > end ||
		    nanosleep(&(struct timespec){ pause, 0 }, NULL) != 0)
			return fail_doing(storage, request, "update: failed to update", err);
	}
	return false;
}

static bool put(const struct release_storage *storage, const struct release *release, bool is_new, int patience,
                struct error *err)
{
	struct arena scratch = { 0 };
	struct str objects = storage_objects_path(storage, &scratch, storage->namespace);
	struct str path = ARENA_CONCAT(&scratch, objects, STR("/"),
	                               kube_escape(&scratch, release_key(&scratch, release->name, release->version)));
	struct kube_request request = { .arena = &scratch,
		                        .method = is_new ? "POST" : "PUT",
		                        .content_type = STR("application/json"),
		                        .path = is_new ? objects : path,
		                        .is_repeatable = !is_new };
	bool ok = object_text(storage, &scratch, release, is_new ? "createdAt" : "modifiedAt", &request.body, err);
	if (!ok)
		fail_in(err, is_new ? "create" : "update");
	ok = ok && (is_new ? create(storage, &request, path, err) : update(storage, &request, patience, err));
	arena_done(&scratch);
	return ok;
}

// ---- history ---------------------------------------------------------------------------------------------------

static const struct release_ref *last_deployed(const struct release_refs *refs)
{
	for (size_t i = 0; i < refs->len; i++) // newest first
		if (str_is(refs->items[i].status, "deployed"))
			return &refs->items[i];
	return NULL;
}

static bool delete_refs(const struct release_storage *storage, const struct release_ref **refs, size_t len,
                        struct error *err)
{
	struct kube_request *requests = ARENA_ARRAY(storage->arena, struct kube_request, len + 1);
	size_t failed = 0;
	for (size_t i = 0; i < len; i++)
		requests[i] = (struct kube_request){
			.arena = storage->arena,
			.method = "DELETE",
			.path = ARENA_CONCAT(storage->arena,
			                     storage_objects_path(storage, storage->arena, refs[i]->namespace),
			                     STR("/"), kube_escape(storage->arena, refs[i]->key)),
		};
	if (!kube_run(storage->client, requests, len, err))
		return false;
	for (size_t i = 0; i < len; i++)
		if (requests[i].problem.len && requests[i].status != 404 && !failed++)
			fail_text(err, NOWHERE, requests[i].problem);
	return !failed || (failed > 1 ? fail_in(err, "encountered %zu deletion errors. First is", failed) : false);
}

// Makes room for one more: the oldest go, but never the one that is deployed.
static bool prune(const struct release_storage *storage, struct str name, struct error *err)
{
	struct release_refs refs;
	struct error ignored = { .arena = storage->arena };
	size_t most = (size_t)storage->history_max - 1, len = 0;
	if (storage->history_max <= 0 || !storage_refs(storage, name, &refs, &ignored) || refs.len <= most)
		return true;
	const struct release_ref *deployed = last_deployed(&refs),
				 **old = ARENA_ARRAY(storage->arena, const struct release_ref *, refs.len);
	for (size_t i = refs.len; i-- && refs.len - len > most;)
		if (&refs.items[i] != deployed)
			old[len++] = &refs.items[i];
	return storage_delete(storage, old, len, err);
}

// ---- what others call ------------------------------------------------------------------------------------------

bool storage_create(const struct release_storage *storage, const struct release *release, struct error *err)
{
	if (!prune(storage, release->name, err))
		return false;
	return storage->driver == DRIVER_FOLDER ? folder_record_create(storage, release, err)
	                                        : put(storage, release, true, 0, err);
}

bool storage_update(const struct release_storage *storage, const struct release *release, struct error *err)
{
	return storage->driver == DRIVER_FOLDER ? folder_record_update(storage, release, err)
	                                        : put(storage, release, false, 0, err);
}

bool storage_close(const struct release_storage *storage, const struct release *release, struct error *err)
{
	enum { PATIENCE = 15 };
	return storage->driver == DRIVER_FOLDER ? folder_record_update(storage, release, err)
	                                        : put(storage, release, false, PATIENCE, err);
}

bool storage_delete(const struct release_storage *storage, const struct release_ref **refs, size_t len,
                    struct error *err)
{
	return storage->driver == DRIVER_FOLDER ? folder_records_delete(storage, refs, len, err)
	                                        : delete_refs(storage, refs, len, err);
}
