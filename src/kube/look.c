// SPDX-License-Identifier: Apache-2.0
// A list is one request where the server reads each object once; without a selector it may show thousands that nobody
// asked for, so only its first page is taken. What it does not show is asked for by name, unless it showed all that
// there are.
#include "kube/look.h"

#include "value/member.h"

#define METADATA "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
#define METADATA_LIST "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"

enum { LIST_FROM = 4, PAGE = 500 };

// Objects of one kind in one namespace.
struct group {
	const struct kube_object *first;
	size_t count;
	struct map *by_name;
	bool is_complete; /* what its list did not show is not there */
};

struct looking {
	struct kube_look *look;
	struct group *groups;
	size_t groups_len;
	bool *is_known; /* of each object */
};

static struct group *group_of(struct looking *looking, const struct kube_object *object)
{
	for (size_t i = 0; i < looking->groups_len; i++)
		if (kube_objects_share_list(looking->groups[i].first, object))
			return &looking->groups[i];
	struct group *group = &looking->groups[looking->groups_len++];
	*group = (struct group){ .first = object, .by_name = map_new(looking->look->arena) };
	return group;
}

static void make_groups(struct looking *looking)
{
	const struct kube_objects *objects = looking->look->objects;
	looking->groups = ARENA_ARRAY(looking->look->arena, struct group, objects->len + 1);
	looking->is_known = ARENA_ARRAY(looking->look->arena, bool, objects->len + 1);
	for (size_t i = 0; i < objects->len; i++) {
		looking->look->seen[i] = (struct kube_seen){ value_null(), STR_NONE };
		looking->is_known[i] = !objects->items[i].name.len;
		if (!objects->items[i].name.len)
			continue;
		struct group *group = group_of(looking, &objects->items[i]);
		group->count++;
		map_set(looking->look->arena, group->by_name, objects->items[i].name, value_int((int64_t)i));
	}
}

// ---- lists -----------------------------------------------------------------------------------------------------

static struct kube_request list_request(const struct kube_look *look, const struct group *group)
{
	struct kube_request request = { .arena = look->arena,
		                        .method = "GET",
		                        .accept = look->whole ? STR_NONE : STR(METADATA_LIST) };
	request.path = kube_resource_path(look->arena, &group->first->resource, group->first->namespace, STR_NONE);
	request.path = kube_query(look->arena, request.path, "limit", arena_printf(look->arena, "%d", PAGE));
	if (look->whole)
		request.path = kube_query(look->arena, request.path, "labelSelector", look->selector);
	return request;
}

static void take_list(struct looking *looking, struct group *group, const struct kube_request *request)
{
	struct kube_look *look = looking->look;
	struct error ignored = { .arena = look->arena };
	struct value list;
	if (request->problem.len || !kube_list_read(look->arena, request->answer, &list, &ignored))
		return; // they are asked for one by one
	struct value items = member(list, "items");
	for (size_t i = 0; i < member_count(items); i++) {
		struct value item = member_item(items, i);
		const struct value *at = map_get(group->by_name, member_text_at(item, "metadata.name"));
		if (!at)
			continue;
		look->seen[at->i].live = item;
		looking->is_known[at->i] = true;
	}
	group->is_complete = !look->whole && !member_text_at(list, "metadata.continue").len;
}

static bool look_by_lists(struct looking *looking, struct error *err)
{
	struct kube_look *look = looking->look;
	struct kube_request *requests = ARENA_ARRAY(look->arena, struct kube_request, looking->groups_len + 1);
	struct group **of = ARENA_ARRAY(look->arena, struct group *, looking->groups_len + 1);
	size_t len = 0;
	for (size_t i = 0; i < looking->groups_len; i++)
		if (looking->groups[i].count >= LIST_FROM) {
			of[len] = &looking->groups[i];
			requests[len] = list_request(look, of[len]);
			len++;
		}
	if (!kube_run(look->client, requests, len, err))
		return false;
	for (size_t i = 0; i < len; i++)
		take_list(looking, of[i], &requests[i]);
	for (size_t i = 0; i < look->objects->len; i++) // of the same object twice, one was found by its name
		if (look->objects->items[i].name.len && group_of(looking, &look->objects->items[i])->is_complete)
			looking->is_known[i] = true;
	return true;
}

// ---- one by one ------------------------------------------------------------------------------------------------

static bool look_by_names(struct looking *looking, struct error *err)
{
	struct kube_look *look = looking->look;
	size_t *of = ARENA_ARRAY(look->arena, size_t, look->objects->len + 1), len = 0;
	struct kube_request *requests = ARENA_ARRAY(look->arena, struct kube_request, look->objects->len + 1);
	for (size_t i = 0; i < look->objects->len; i++) {
		const struct kube_object *object = &look->objects->items[i];
		if (looking->is_known[i])
			continue;
		of[len] = i;
		requests[len++] = (struct kube_request){ .arena = look->arena,
			                                 .method = "GET",
			                                 .accept = look->whole ? STR_NONE : STR(METADATA),
			                                 .path = kube_resource_path(look->arena, &object->resource,
			                                                            object->namespace, object->name) };
	}
	if (!kube_run(look->client, requests, len, err))
		return false;
	for (size_t i = 0; i < len; i++) {
		struct error problem = { .arena = look->arena };
		if (requests[i].problem.len && requests[i].status != 404)
			look->seen[of[i]].problem = requests[i].problem;
		else if (!requests[i].problem.len &&
		         !kube_answer_read(look->arena, requests[i].answer, &look->seen[of[i]].live, &problem))
			look->seen[of[i]].problem = problem.message;
	}
	return true;
}

bool kube_look(struct kube_look *look, struct error *err)
{
	struct looking looking = { .look = look };
	make_groups(&looking);
	return look_by_lists(&looking, err) && look_by_names(&looking, err);
}
