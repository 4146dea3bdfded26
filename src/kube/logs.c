// SPDX-License-Identifier: Apache-2.0
#include "kube/logs.h"

#include "kube/objects.h"
#include "value/member.h"

static struct str pods_path(struct arena *arena, struct str namespace)
{
	return ARENA_CONCAT(arena, STR("/api/v1/namespaces/"), kube_escape(arena, namespace), STR("/pods"));
}

bool kube_log(struct kube_client *client, struct arena *arena, struct str namespace, struct str pod,
              struct str container, struct str *ret, struct error *err)
{
	struct kube_request request = { .arena = arena, .method = "GET", .accept = STR("*/*") };
	request.path = ARENA_CONCAT(arena, pods_path(arena, namespace), STR("/"), kube_escape(arena, pod), STR("/log"));
	request.path = kube_query(arena, request.path, "container", container);
	if (!kube_ask(client, &request, err))
		return fail_in(err, "failed to stream pod logs for pod: %.*s, container: %.*s", STR_FMT(pod),
		               STR_FMT(container));
	*ret = request.answer;
	return true;
}

static bool print_pod(const struct kube_logs *logs, struct value pod, struct error *err)
{
	struct value containers = member_at(pod, "spec.containers");
	for (size_t i = 0; i < member_count(containers); i++) {
		struct str text, name = member_text(member_item(containers, i), "name");
		if (!kube_log(logs->client, logs->arena, logs->namespace, member_text_at(pod, "metadata.name"), name,
		              &text, err))
			return false;
		logs->print(logs->context, text);
	}
	return true;
}

bool kube_logs_of_pods(const struct kube_logs *logs, struct error *err)
{
	struct kube_request request = { .arena = logs->arena,
		                        .method = "GET",
		                        .path = pods_path(logs->arena, logs->namespace) };
	struct value list;
	if (logs->labels.len)
		request.path = kube_query(logs->arena, request.path, "labelSelector", logs->labels);
	if (logs->fields.len)
		request.path = kube_query(logs->arena, request.path, "fieldSelector", logs->fields);
	if (!kube_ask(logs->client, &request, err) || !kube_answer_read(logs->arena, request.answer, &list, err))
		return fail_in(err, "failed to get pod list");
	struct value items = member(list, "items");
	for (size_t i = 0; i < member_count(items); i++)
		if (!print_pod(logs, member_item(items, i), err))
			return false;
	return true;
}
