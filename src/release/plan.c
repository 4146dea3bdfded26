// SPDX-License-Identifier: Apache-2.0
#include "release/plan.h"

#include "base/strbuf.h"
#include "release/managers.h"
#include "release/target.h"
#include "value/json.h"
#include "value/member.h"

// ---- what need not be done -------------------------------------------------------------------------------------

static bool numbers_are_equal(struct value a, struct value b)
{
	if (a.kind == VALUE_INT && b.kind == VALUE_INT)
		return a.i == b.i;
	double left = a.kind == VALUE_INT ? (double)a.i : a.f, right = b.kind == VALUE_INT ? (double)b.i : b.f;
	return left == right;
}

static bool is_number(struct value v)
{
	return v.kind == VALUE_INT || v.kind == VALUE_FLOAT;
}

bool value_holds(struct value live, struct value wanted)
{
	if (is_number(wanted))
		return is_number(live) && numbers_are_equal(live, wanted);
	if (wanted.kind != live.kind)
		return false;
	switch (wanted.kind) {
	case VALUE_BOOL: return live.b == wanted.b;
	case VALUE_STRING: return str_eq(live.s, wanted.s);
	case VALUE_LIST:
		if (live.list->len != wanted.list->len)
			return false;
		for (size_t i = 0; i < wanted.list->len; i++)
			if (!value_holds(live.list->items[i], wanted.list->items[i]))
				return false;
		return true;
	case VALUE_MAP:
		for (size_t i = 0; i < wanted.map->len; i++) {
			const struct value *found = map_get(live.map, wanted.map->entries[i].key);
			if (!found || !value_holds(*found, wanted.map->entries[i].value))
				return false;
		}
		return true;
	default: return false; // null takes a field away, and nothing else comes from a manifest
	}
}

// Fields that the release had and has no more are taken away only by applying: so what it had must be what it is to
// have.
static bool needs_nothing(const struct plan *plan, const struct step *step)
{
	return step->is_known && !plan->style.force_replace && plan->style.is_server_side &&
	       managers_apply(step->live) && !managers_share(step->live) &&
	       value_holds(step->original, step->object.value) && value_holds(step->object.value, step->original) &&
	       value_holds(step->live, step->object.value);
}

// ---- making ----------------------------------------------------------------------------------------------------

static struct step *add_step(struct plan *plan, const struct kube_object *object, bool is_deletion)
{
	const struct step *last = plan->len ? &plan->steps[plan->len - 1] : NULL;
	bool same_wave =
		last && (last->action == STEP_DELETE) == is_deletion && str_eq(last->object.kind, object->kind);
	unsigned wave = !last ? 1 : same_wave ? last->wave : last->wave + 1;
	plan->steps = arena_grow(plan->arena, plan->steps, &plan->cap, plan->len + 1, sizeof(struct step));
	struct step *step = &plan->steps[plan->len++];
	*step = (struct step){
		.wave = wave, .object = *object, .original = value_null(), .live = value_null(), .problem = STR_NONE
	};
	return step;
}

void plan_changes(struct plan *plan, const struct kube_objects *originals, const struct kube_objects *targets,
                  const struct found *found)
{
	struct map *index = originals ? kube_objects_index(plan->arena, originals) : NULL;
	for (size_t i = 0; i < targets->len; i++) {
		const struct value *at = map_get(index, kube_object_key(plan->arena, &targets->items[i]));
		struct step *step = add_step(plan, &targets->items[i], false);
		step->live = found[i].live;
		step->is_known = at;
		step->original = at                             ? originals->items[at->i].value
		                 : plan->style.starts_from_live ? step->live
		                                                : step->object.value;
		step->action = value_is_null(step->live)   ? STEP_CREATE
		               : needs_nothing(plan, step) ? STEP_KEEP
		                                           : STEP_UPDATE;
	}
}

// Their data would go with them: only their own annotation can say that they shall.
bool object_keeps_data(const struct kube_object *object)
{
	static const char *const kinds[] = { "PersistentVolumeClaim", "PersistentVolume", "Namespace",
		                             "CustomResourceDefinition" };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_is(object->kind, kinds[i]))
			return true;
	return false;
}

static bool may_recreate(const struct plan *plan, const struct step *step)
{
	const struct value *annotation =
		map_get(member_at(step->object.value, "metadata.annotations").map, STR("pintle/immutable"));
	return step->action == STEP_UPDATE &&
	       (annotation ? annotation->kind == VALUE_STRING && str_is(annotation->s, "recreate")
	                   : plan->style.recreates && !object_keeps_data(&step->object));
}

bool plan_foresee(struct plan *plan, struct target *target, struct error *err)
{
	struct step **steps = ARENA_ARRAY(plan->arena, struct step *, plan->len + 1);
	size_t len = 0;
	for (size_t i = 0; i < plan->len; i++)
		if (may_recreate(plan, &plan->steps[i]))
			steps[len++] = &plan->steps[i];
	return !len || !target->ops->foresee || target->ops->foresee(target, plan, steps, len, err);
}

void plan_deletion(struct plan *plan, const struct kube_object *object, struct value live)
{
	struct step *step = add_step(plan, object, true);
	step->action = STEP_DELETE;
	step->original = object->value;
	step->live = live;
	step->is_known = true;
}

// ---- telling ---------------------------------------------------------------------------------------------------

static const char *const action_names[] = {
	[STEP_CREATE] = "create",     [STEP_UPDATE] = "update", [STEP_KEEP] = "keep",
	[STEP_RECREATE] = "recreate", [STEP_DELETE] = "delete",
};

bool plan_json(struct arena *arena, const struct plan *plan, struct str *ret, struct error *err)
{
	struct strbuf out = strbuf_in(arena);
	struct list *steps = list_new(arena, plan->len);
	for (size_t i = 0; i < plan->len; i++) {
		const struct step *step = &plan->steps[i];
		struct map *map = map_new(arena);
		map_set(arena, map, STR("wave"), value_int(step->wave));
		map_set(arena, map, STR("action"), value_string(str_of(action_names[step->action])));
		map_set(arena, map, STR("apiVersion"), value_string(step->object.api_version));
		map_set(arena, map, STR("kind"), value_string(step->object.kind));
		map_set(arena, map, STR("namespace"), value_string(step->object.namespace));
		map_set(arena, map, STR("name"), value_string(step->object.name));
		list_push(arena, steps, value_map(map));
	}
	if (!json_write(arena, &out, value_list(steps), (struct json_style){ 0 }, err))
		return false;
	*ret = strbuf_str(&out, arena);
	return true;
}

// ---- taking ----------------------------------------------------------------------------------------------------

static bool pass_gates(struct plan *plan, const struct plan_gates *gates, size_t from, size_t to, struct error *err)
{
	for (size_t i = from; gates && gates->before && i < to; i++)
		if (plan->steps[i].action != STEP_KEEP && !gates->before(gates->context, &plan->steps[i], err))
			return false;
	return true;
}

// What is to be deleted, as it is now: what is gone already is done, and what may not be deleted any more is kept.
static bool look_again(struct plan *plan, struct target *target, size_t from, size_t to, struct error *err)
{
	struct kube_objects objects = { .items = ARENA_ARRAY(plan->arena, struct kube_object, to - from) };
	struct found *found = ARENA_ARRAY(plan->arena, struct found, to - from);
	if (!plan->may_delete || plan->steps[from].action != STEP_DELETE)
		return true;
	for (size_t i = from; i < to; i++)
		objects.items[objects.len++] = plan->steps[i].object;
	if (!target->ops->look(target, &objects, false, found, err))
		return false;
	for (size_t i = from; i < to; i++) {
		struct step *step = &plan->steps[i];
		step->live = found[i - from].live;
		step->problem = found[i - from].problem;
		if (!step->problem.len && (value_is_null(step->live) || !plan->may_delete(plan->context, step)))
			step->action = STEP_KEEP;
	}
	return true;
}

static bool take_wave(struct plan *plan, struct target *target, size_t from, size_t to, struct error *err)
{
	struct step **steps = ARENA_ARRAY(plan->arena, struct step *, to - from);
	size_t len = 0;
	if (!look_again(plan, target, from, to, err))
		return false;
	for (size_t i = from; i < to; i++)
		if (plan->steps[i].action == STEP_KEEP)
			plan->steps[i].done = true;
		else if (!plan->steps[i].problem.len)
			steps[len++] = &plan->steps[i];
	return !len || target->ops->take(target, plan, steps, len, err);
}

// Everything that went wrong, as one error.
static bool join_problems(const struct plan *plan, const char *joint, struct error *err)
{
	struct strbuf out = strbuf_in(plan->arena);
	struct note **end = &err->notes;
	for (size_t i = 0; i < plan->len; i++) {
		if (!plan->steps[i].problem.len)
			continue;
		strbuf_add_cstr(&out, out.len ? joint : "");
		strbuf_add(&out, plan->steps[i].problem);
		while (*end)
			end = &(*end)->next;
		*end = plan->steps[i].notes;
	}
	return !out.len || fail_text(err, NOWHERE, strbuf_str(&out, err->arena));
}

bool plan_execute(struct plan *plan, struct target *target, const struct plan_gates *gates, const char *joint,
                  struct error *err)
{
	bool changes_went_well = true;
	for (size_t from = 0, to; from < plan->len; from = to) {
		for (to = from + 1; to < plan->len && plan->steps[to].wave == plan->steps[from].wave; to++)
			;
		bool is_deletion = plan->steps[from].action == STEP_DELETE;
		if (plan->is_cancelled && *plan->is_cancelled)
			return fail(err, NOWHERE, "context canceled");
		if (is_deletion && !changes_went_well)
			break;
		if (!pass_gates(plan, gates, from, to, err) || !take_wave(plan, target, from, to, err))
			return false;
		for (size_t i = from; i < to; i++)
			changes_went_well = changes_went_well && (is_deletion || !plan->steps[i].problem.len);
		if (gates && gates->after_wave &&
		    !gates->after_wave(gates->context, plan->steps + from, to - from, err))
			return false;
	}
	return join_problems(plan, joint, err);
}
