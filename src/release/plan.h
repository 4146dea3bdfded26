/* SPDX-License-Identifier: Apache-2.0
 *
 * plan: what an action does to objects, as an ordered list of steps that are known before the first is taken. Steps of
 * one wave (a run of objects of one kind, in Helm's order) are taken at once; each can be taken again without harm, so
 * that a plan which was cut off is run again from its beginning.
 *
 *     struct plan plan = { .arena = arena, .apply = { .is_server_side = true } };
 *     plan_changes(&plan, &originals, &targets);
 *     plan_deletions(&plan, &originals, &targets);
 *     if (!plan_execute(&plan, target, &gates, &err)) ...
 */
#ifndef PINTLE_RELEASE_PLAN_H
#define PINTLE_RELEASE_PLAN_H

#include <signal.h>

#include "kube/objects.h"

enum step_action {
	STEP_CREATE,   /* it is not there */
	STEP_UPDATE,   /* it is there and differs, or that cannot be told from outside */
	STEP_KEEP,     /* it is there and holds all that we would apply, or is to be kept: nothing is done */
	STEP_RECREATE, /* it is there, and differs in what cannot be changed: it is deleted and made anew */
	STEP_DELETE,
};

/* What is there of an object. */
struct found {
	struct value live;  /* null: it is not there */
	struct str problem; /* why that is not known; empty: it is */
};

struct step {
	enum step_action action;
	unsigned wave;             /* from 1 */
	struct kube_object object; /* as it is to be; of a deletion: as it was */
	struct value original;     /* as the release had it before, or else as it was found; null: it is new */
	struct value live;         /* as it was found; null: it was not there */
	bool is_known;             /* the release had it before */

	bool done, is_made; /* is_made: it was not there, and now is by this step */
	struct str problem; /* why it could not be taken; empty: it was, or was not tried */
	struct str refusal; /* of STEP_RECREATE: why it cannot be changed */
	struct note *notes; /* more about the problem */
};

/* How objects are changed. */
struct apply_style {
	bool is_server_side;
	bool force_conflicts; /* take fields that others own */
	bool force_replace;   /* replace whole objects; not on the server's side */
	bool recreates; /* objects whose change the server refuses, as a field is immutable, are deleted and made anew
	                 */
	bool migrates;  /* what Helm 3 applied on the client's side gets the server's field manager first */
	bool starts_from_live;   /* on the client's side, what the release did not have is changed from what is there;
	                            else as if it had it */
	bool merges_three_ways;  /* on the client's side, objects of unknown kinds too */
	const char *propagation; /* of deletions; NULL: in the background */
	bool names_creations, names_deletions; /* in problems: what was being done, as Helm's upgrade tells it */
};

struct plan {
	struct arena *arena;
	struct apply_style style;
	struct step *steps;
	size_t len, cap;
	/* What is to be deleted is looked at once more, as much may have happened since the plan was made (hooks, other
	 * people): may the object, as it is now (step->live), still be deleted? NULL: nobody is asked. */
	bool (*may_delete)(void *context, const struct step *step);
	void *context;
	const volatile sig_atomic_t *is_cancelled; /* no further wave is begun once it is set; NULL: nobody does */
};

/* Callbacks before steps and after waves; NULL: none. An error of theirs ends the plan. */
struct plan_gates {
	bool (*before)(void *context, const struct step *step, struct error *err);
	bool (*after_wave)(void *context, const struct step *steps, size_t len, struct error *err);
	void *context;
};

struct target;

/* Steps that make the objects as `targets` has them; `found` tells what is there of each. `originals` may be NULL. */
void plan_changes(struct plan *plan, const struct kube_objects *originals, const struct kube_objects *targets,
                  const struct found *found);

/* Asks whether those objects may be changed that may be made anew instead (the style or their annotation
 * pintle/immutable says so): their steps become STEP_RECREATE where a field of theirs is immutable. False only if
 * nothing could be asked. */
bool plan_foresee(struct plan *plan, struct target *target, struct error *err);

/* A step that deletes an object that was found. */
void plan_deletion(struct plan *plan, const struct kube_object *object, struct value live);

/* Takes all steps. Waves after a failed one are still tried, but deletions are only made if all changes went well; the
 * error joins what went wrong as `joint` has it between. */
bool plan_execute(struct plan *plan, struct target *target, const struct plan_gates *gates, const char *joint,
                  struct error *err);

/* The plan as JSON, for those who read it later: what is done to which object, in which wave. */
bool plan_json(struct arena *arena, const struct plan *plan, struct str *ret, struct error *err);

/* Does an object hold data that go with it? */
bool object_keeps_data(const struct kube_object *object);

/* Does the live value hold everything that is wanted? Tables may hold more, and lists whose elements can be told apart
 * only in their order are compared in it. What a server may have changed on its way in counts as different. */
bool value_holds(struct value live, struct value wanted);

#endif
