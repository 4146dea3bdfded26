// SPDX-License-Identifier: Apache-2.0
// The rules are kstatus' (fluxcd/cli-utils, pkg/kstatus/status: generic.go, core.go) and Helm's (internal/statusreaders), in their order.
#include "kube/status.h"

#include "text/gotime.h"
#include "value/member.h"

enum { SCHEDULE_SECONDS = 15 }; /* a Pod may be unschedulable that long */

struct judging {
	struct arena *arena;
	struct value live, spec, status;
	struct str kind;
	int64_t now;
};

struct str kube_state_name(enum kube_state state)
{
	static const struct str names[] = {
		[KUBE_UNKNOWN] = STR_INIT("Unknown"),   [KUBE_IN_PROGRESS] = STR_INIT("InProgress"),  [KUBE_FAILED] = STR_INIT("Failed"),
		[KUBE_CURRENT] = STR_INIT("Current"),   [KUBE_TERMINATING] = STR_INIT("Terminating"), [KUBE_NOT_FOUND] = STR_INIT("NotFound"),
	};
	return names[state];
}

static struct kube_status state(enum kube_state state, struct str message)
{
	return (struct kube_status){ state, message };
}

#define CURRENT(text) state(KUBE_CURRENT, STR(text))
#define PROGRESS(text) state(KUBE_IN_PROGRESS, STR(text))

// "Ready: 1/3"
static struct kube_status progress_of(const struct judging *judging, const char *what, int64_t is, int64_t wanted)
{
	return state(KUBE_IN_PROGRESS, arena_printf(judging->arena, "%s: %lld/%lld", what, (long long)is, (long long)wanted));
}

static struct kube_status pending_termination(const struct judging *judging, int64_t count)
{
	return state(KUBE_IN_PROGRESS, arena_printf(judging->arena, "Pending termination: %lld", (long long)count));
}

static struct value condition(const struct judging *judging, const char *type)
{
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++)
		if (str_is(member_text(member_item(conditions, i), "type"), type))
			return member_item(conditions, i);
	return value_null();
}

static bool is_condition(const struct judging *judging, const char *type, const char *status)
{
	return str_is(member_text(condition(judging, type), "status"), status);
}

// ---- what holds for every kind ---------------------------------------------------------------------------------

static bool judge_generally(const struct judging *judging, struct kube_status *ret)
{
	struct value metadata = member(judging->live, "metadata");
	int64_t generation = member_int(metadata, "generation", 0), observed = member_int(judging->status, "observedGeneration", generation);
	if (!value_is_null(member(metadata, "deletionTimestamp")))
		*ret = state(KUBE_TERMINATING, STR("Resource scheduled for deletion"));
	else if (!value_is_null(member(metadata, "generation")) && observed != generation)
		*ret = state(KUBE_IN_PROGRESS, arena_printf(judging->arena, "%.*s generation is %lld, but latest observed generation is %lld",
		                                            STR_FMT(judging->kind), (long long)generation, (long long)observed));
	else if (is_condition(judging, "Reconciling", "True"))
		*ret = state(KUBE_IN_PROGRESS, member_text(condition(judging, "Reconciling"), "message"));
	else if (is_condition(judging, "Stalled", "True"))
		*ret = state(KUBE_FAILED, member_text(condition(judging, "Stalled"), "message"));
	else
		return false;
	return true;
}

// A kind without rules of its own.
static struct kube_status judge_ready(const struct judging *judging)
{
	struct value ready = condition(judging, "Ready");
	struct str status = member_text(ready, "status");
	if (str_is(status, "True"))
		return CURRENT("Resource is Ready");
	if (str_is(status, "False") || str_is(status, "Unknown"))
		return state(KUBE_IN_PROGRESS, member_text(ready, "message"));
	return CURRENT("Resource is current");
}

// ---- kinds -----------------------------------------------------------------------------------------------------

static struct kube_status always_ready(const struct judging *judging)
{
	(void)judging;
	return CURRENT("Resource is always ready");
}

static struct kube_status judge_stateful_set(const struct judging *judging)
{
	struct value strategy = member(judging->spec, "updateStrategy");
	int64_t wanted = member_int(judging->spec, "replicas", 1), there = member_int(judging->status, "replicas", 0);
	int64_t ready = member_int(judging->status, "readyReplicas", 0), current = member_int(judging->status, "currentReplicas", 0);
	int64_t updated = member_int(judging->status, "updatedReplicas", 0);
	int64_t partition = member_int(member(strategy, "rollingUpdate"), "partition", -1);
	if (str_is(member_text(strategy, "type"), "OnDelete"))
		return CURRENT("StatefulSet is using the ondelete update strategy");
	if (wanted > there)
		return progress_of(judging, "Replicas", there, wanted);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	if (there > wanted)
		return pending_termination(judging, there - wanted);
	if (partition != -1 && updated < wanted - partition)
		return progress_of(judging, "updated", updated, wanted - partition);
	if (partition != -1)
		return state(KUBE_CURRENT, arena_printf(judging->arena, "Partition rollout complete. updated: %lld", (long long)updated));
	if (wanted > current)
		return progress_of(judging, "current", current, wanted);
	if (!str_eq(member_text(judging->status, "currentRevision"), member_text(judging->status, "updateRevision")))
		return PROGRESS("Waiting for updated revision to match current");
	return state(KUBE_CURRENT, arena_printf(judging->arena, "All replicas scheduled as expected. Replicas: %lld", (long long)there));
}

static struct kube_status judge_deployment(const struct judging *judging)
{
	int64_t wanted = member_int(judging->spec, "replicas", 1), there = member_int(judging->status, "replicas", 0);
	int64_t updated = member_int(judging->status, "updatedReplicas", 0), ready = member_int(judging->status, "readyReplicas", 0);
	int64_t available = member_int(judging->status, "availableReplicas", 0);
	bool has_deadline = member_int(judging->spec, "progressDeadlineSeconds", INT32_MAX) != INT32_MAX;
	struct value progressing = condition(judging, "Progressing");
	struct str reason = member_text(progressing, "reason");
	if (str_is(reason, "ProgressDeadlineExceeded"))
		return state(KUBE_FAILED, STR("Progress deadline exceeded"));
	if (wanted > there)
		return progress_of(judging, "Replicas", there, wanted);
	if (wanted > updated)
		return progress_of(judging, "Updated", updated, wanted);
	if (there > wanted)
		return pending_termination(judging, there - wanted);
	if (updated > available)
		return progress_of(judging, "Available", available, updated);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	if (has_deadline && !(str_is(member_text(progressing, "status"), "True") && str_is(reason, "NewReplicaSetAvailable")))
		return PROGRESS("ReplicaSet not Available");
	if (!is_condition(judging, "Available", "True"))
		return PROGRESS("Deployment not Available");
	return state(KUBE_CURRENT, arena_printf(judging->arena, "Deployment is available. Replicas: %lld", (long long)there));
}

static struct kube_status judge_replica_set(const struct judging *judging)
{
	int64_t wanted = member_int(judging->spec, "replicas", 1), there = member_int(judging->status, "replicas", 0);
	int64_t ready = member_int(judging->status, "readyReplicas", 0), available = member_int(judging->status, "availableReplicas", 0);
	int64_t labelled = member_int(judging->status, "fullyLabeledReplicas", 0);
	if (is_condition(judging, "ReplicaFailure", "True"))
		return PROGRESS("Replica Failure condition. Check Pods");
	if (wanted > labelled)
		return progress_of(judging, "Labelled", labelled, wanted);
	if (wanted > available)
		return progress_of(judging, "Available", available, wanted);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	if (there > wanted)
		return pending_termination(judging, there - wanted);
	return state(KUBE_CURRENT, arena_printf(judging->arena, "ReplicaSet is available. Replicas: %lld", (long long)there));
}

static struct kube_status judge_daemon_set(const struct judging *judging)
{
	int64_t wanted = member_int(judging->status, "desiredNumberScheduled", -1), current = member_int(judging->status, "currentNumberScheduled", 0);
	int64_t updated = member_int(judging->status, "updatedNumberScheduled", 0), available = member_int(judging->status, "numberAvailable", 0);
	int64_t ready = member_int(judging->status, "numberReady", 0);
	if (value_is_null(member_at(judging->live, "metadata.generation")))
		return state(KUBE_IN_PROGRESS, ARENA_CONCAT(judging->arena, judging->kind, STR(" metadata.generation not found")));
	if (value_is_null(member(judging->status, "observedGeneration")))
		return state(KUBE_IN_PROGRESS, ARENA_CONCAT(judging->arena, judging->kind, STR(" status.observedGeneration not found")));
	if (wanted == -1)
		return PROGRESS("Missing .status.desiredNumberScheduled");
	if (wanted > current)
		return progress_of(judging, "Current", current, wanted);
	if (wanted > updated)
		return progress_of(judging, "Updated", updated, wanted);
	if (wanted > available)
		return progress_of(judging, "Available", available, wanted);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	return state(KUBE_CURRENT, arena_printf(judging->arena, "All replicas scheduled as expected. Replicas: %lld", (long long)wanted));
}

static struct kube_status judge_claim(const struct judging *judging)
{
	struct value phase = member(judging->status, "phase");
	struct str text = phase.kind == VALUE_STRING ? phase.s : STR("unknown");
	if (str_is(text, "Bound"))
		return CURRENT("PVC is Bound");
	return state(KUBE_IN_PROGRESS, ARENA_CONCAT(judging->arena, STR("PVC is not Bound. phase: "), text));
}

// Names of containers that crash again and again, with commas; empty: none does.
static struct str crashing_containers(const struct judging *judging)
{
	struct value containers = member(judging->status, "containerStatuses");
	struct str names = STR_NONE;
	for (size_t i = 0; i < member_count(containers); i++) {
		struct value container = member_item(containers, i);
		if (str_is(member_text_at(container, "state.waiting.reason"), "CrashLoopBackOff"))
			names = ARENA_CONCAT(judging->arena, names, names.len ? STR(",") : STR_NONE, member_text(container, "name"));
	}
	return names;
}

static struct kube_status judge_running_pod(const struct judging *judging)
{
	struct str crashing = crashing_containers(judging);
	if (is_condition(judging, "Ready", "True"))
		return CURRENT("Pod is Ready");
	if (crashing.len)
		return state(KUBE_FAILED, ARENA_CONCAT(judging->arena, STR("Containers in CrashLoop state: "), crashing));
	return PROGRESS("Pod is running but is not Ready");
}

static struct kube_status judge_pending_pod(const struct judging *judging)
{
	struct error ignored = { .arena = judging->arena };
	struct gotime created = { 0 };
	struct value scheduled = condition(judging, "PodScheduled");
	if (!str_is(member_text(scheduled, "status"), "False") || !str_is(member_text(scheduled, "reason"), "Unschedulable"))
		return PROGRESS("Pod is in the Pending phase");
	gotime_parse(judging->arena, STR("2006-01-02T15:04:05Z07:00"), member_text_at(judging->live, "metadata.creationTimestamp"), NULL, &created,
	             &ignored);
	if (judging->now - SCHEDULE_SECONDS < created.seconds)
		return PROGRESS("Pod has not been scheduled");
	return state(KUBE_FAILED, STR("Pod could not be scheduled"));
}

static struct kube_status judge_pod(const struct judging *judging)
{
	struct str phase = member_text(judging->status, "phase");
	if (str_is(phase, "Succeeded"))
		return CURRENT("Pod has completed successfully");
	if (str_is(phase, "Failed"))
		return CURRENT("Pod has completed, but not successfully");
	if (str_is(phase, "Running"))
		return judge_running_pod(judging);
	if (str_is(phase, "Pending"))
		return judge_pending_pod(judging);
	if (!phase.len)
		return PROGRESS("Pod phase not available");
	return state(KUBE_UNKNOWN, ARENA_CONCAT(judging->arena, STR("unknown phase "), phase));
}

static bool judge_ended_job(const struct judging *judging, struct kube_status *ret)
{
	int64_t completions = member_int(judging->spec, "completions", member_int(judging->spec, "parallelism", 1));
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		struct str type = member_text(one, "type");
		bool is_complete = str_is(type, "Complete");
		if (!str_is(member_text(one, "status"), "True") || (!is_complete && !str_is(type, "Failed")))
			continue;
		*ret = state(is_complete ? KUBE_CURRENT : KUBE_FAILED,
		             arena_printf(judging->arena, is_complete ? "Job Completed. succeeded: %lld/%lld" : "Job Failed. failed: %lld/%lld",
		                          (long long)member_int(judging->status, is_complete ? "succeeded" : "failed", 0), (long long)completions));
		return true;
	}
	return false;
}

static struct kube_status judge_job(const struct judging *judging)
{
	struct kube_status ended;
	if (judge_ended_job(judging, &ended))
		return ended;
	if (!member_text(judging->status, "startTime").len)
		return PROGRESS("Job not started");
	return state(KUBE_CURRENT, arena_printf(judging->arena, "Job in progress. success:%lld, active: %lld, failed: %lld",
	                                        (long long)member_int(judging->status, "succeeded", 0),
	                                        (long long)member_int(judging->status, "active", 0),
	                                        (long long)member_int(judging->status, "failed", 0)));
}

static struct kube_status judge_service(const struct judging *judging)
{
	if (str_is(member_text(judging->spec, "type"), "LoadBalancer") && !member_text(judging->spec, "clusterIP").len)
		return PROGRESS("ClusterIP not set. Service type: LoadBalancer");
	return CURRENT("Service is ready");
}

static struct kube_status judge_budget(const struct judging *judging)
{
	(void)judging;
	return CURRENT("AllowedDisruptions has been computed.");
}

static struct kube_status judge_definition(const struct judging *judging)
{
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		struct str type = member_text(one, "type"), status = member_text(one, "status");
		bool is_established = str_is(type, "Established");
		if (str_is(status, "False") && (str_is(type, "NamesAccepted") || (is_established && !str_is(member_text(one, "reason"), "Installing"))))
			return state(KUBE_FAILED, member_text(one, "message"));
		if (is_established && str_is(status, "True"))
			return CURRENT("CRD is established");
	}
	return PROGRESS("Install in progress");
}

// Kubernetes' own kinds, with their groups: "/Pod".
static const struct {
	const char *kind;
	struct kube_status (*judge)(const struct judging *judging);
} kinds[] = {
	{ "/Service", judge_service },
	{ "/Pod", judge_pod },
	{ "/Secret", always_ready },
	{ "/ConfigMap", always_ready },
	{ "/PersistentVolumeClaim", judge_claim },
	{ "apps/StatefulSet", judge_stateful_set },
	{ "apps/DaemonSet", judge_daemon_set },
	{ "extensions/DaemonSet", judge_daemon_set },
	{ "apps/Deployment", judge_deployment },
	{ "extensions/Deployment", judge_deployment },
	{ "apps/ReplicaSet", judge_replica_set },
	{ "extensions/ReplicaSet", judge_replica_set },
	{ "policy/PodDisruptionBudget", judge_budget },
	{ "batch/CronJob", always_ready },
	{ "batch/Job", judge_job },
	{ "apiextensions.k8s.io/CustomResourceDefinition", judge_definition },
};

// ---- hooks and Jobs, as Helm sees them -------------------------------------------------------------------------

static struct kube_status judge_job_end(const struct judging *judging)
{
	struct kube_status ended;
	return judge_ended_job(judging, &ended) ? ended : PROGRESS("Job in progress");
}

static struct kube_status judge_pod_end(const struct judging *judging)
{
	struct str phase = member_text(judging->status, "phase"), name = member_text_at(judging->live, "metadata.name");
	if (str_is(phase, "Succeeded"))
		return state(KUBE_CURRENT, ARENA_CONCAT(judging->arena, STR("pod "), name, STR(" succeeded")));
	if (str_is(phase, "Failed"))
		return state(KUBE_FAILED, ARENA_CONCAT(judging->arena, STR("pod "), name, STR(" failed")));
	return PROGRESS("Pod in progress");
}

// ---- all -------------------------------------------------------------------------------------------------------

static struct str group_and_kind(struct arena *arena, struct value live)
{
	struct str version = member_text(live, "apiVersion");
	size_t slash = str_find_char(version, '/');
	return ARENA_CONCAT(arena, slash == STR_NPOS ? STR_NONE : str_slice(version, 0, slash), STR("/"), member_text(live, "kind"));
}

struct kube_status kube_status_of(struct arena *arena, struct value live, enum kube_rules rules, int64_t now)
{
	struct judging judging = { arena, live, member(live, "spec"), member(live, "status"), member_text(live, "kind"), now };
	struct str kind = group_and_kind(arena, live);
	struct kube_status status;
	if (rules != KUBE_RULES_PLAIN && str_is(kind, "batch/Job"))
		return judge_job_end(&judging);
	if (rules == KUBE_RULES_HOOK)
		return str_is(kind, "/Pod") ? judge_pod_end(&judging) : CURRENT("Resource is current");
	if (judge_generally(&judging, &status))
		return status;
	status = judge_ready(&judging);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_is(kind, kinds[i].kind))
			status = kinds[i].judge(&judging);
	return status;
}
