/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done with releases: install, upgrade, roll back, uninstall, test (Helm's pkg/action). Each makes a plan,
 * keeps a record of what is under way, takes the plan's steps, and ends the record.
 *
 *     struct action action = { .arena = arena, .target = &target, .style = { .is_server_side = true }, … };
 *     struct install install = { .request = &request };
 *     if (!release_install(&action, &install, &release, &err)) ...
 */
#ifndef PINTLE_RELEASE_ACTION_H
#define PINTLE_RELEASE_ACTION_H

#include <signal.h>

#include "release/ownership.h"
#include "release/release.h"
#include "release/target.h"

enum wait_strategy { WAIT_HOOKS_ONLY, WAIT_WATCHER };

enum dry_run { DRY_RUN_NONE, DRY_RUN_CLIENT, DRY_RUN_SERVER };

struct action {
	struct arena *arena;
	struct target *target;
	struct str release; /* its name */
	const struct warnings *warnings;
	const struct plan_gates *gates; /* NULL: none */

	struct apply_style style;
	bool take_ownership; /* whoever objects belong to, they become the release's */
	bool no_hooks;
	enum wait_strategy wait;
	bool wait_for_jobs, fails_fast;
	int64_t timeout; /* nanoseconds, of each wait */
	enum dry_run dry_run;
	bool rollback_on_failure, cleanup_on_fail;
	struct str description; /* empty: Helm's */

	/* Set by a signal, or because the lock was lost: the action ends at the next step, and the record says so.
	 * NULL: nobody does. */
	volatile sig_atomic_t *is_cancelled;
	struct action_lock *lock; /* NULL: none is held (yet) */
	/* Where waits stand; output of hooks. Either may be NULL. */
	void (*tell)(void *context, const struct kube_standing *standing);
	void (*print)(void *context, struct str text);
	void *context;
};

/* ---- install ----------------------------------------------------------------------------------------------------- */

enum crds { CRDS_CREATE, CRDS_APPLY, CRDS_SKIP };

struct install {
	struct render_request *request;
	/* Called once CRDs are in place, before rendering: sets what the chart sees of the cluster. NULL: it is set. */
	bool (*look_around)(void *context, struct render_request *request, struct error *err);
	void *context;
	struct map *labels; /* of the record; NULL: none */
	enum crds crds;
	bool create_namespace, replace, hides_secrets;
	bool has_release;         /* out: the release was rendered */
	struct release_text text; /* out: what was rendered, for messages about what failed */
};

/* *ret is set whenever install->has_release is, even on failure. */
bool release_install(const struct action *action, struct install *install, struct release *ret, struct error *err);

/* ---- upgrade ----------------------------------------------------------------------------------------------------- */

enum value_reuse {
	REUSE_IF_NONE,        /* the old ones if no new ones are given */
	REUSE_RESET,          /* only new ones */
	REUSE_ALL,            /* the old ones and the old chart's defaults, under the new ones */
	REUSE_RESET_DEFAULTS, /* the old ones under the new ones, and the new chart's defaults */
};

struct upgrade {
	struct render_request *request; /* its revision and namespace are set here */
	bool (*look_around)(void *context, struct render_request *request, struct error *err);
	void *context;
	struct map *labels;
	enum value_reuse reuse;
	struct str server_side; /* "auto", "true", "false" */
	bool hides_secrets;
	struct release_text text; /* out */
};

bool release_upgrade(const struct action *action, struct upgrade *upgrade, struct release *ret, struct error *err);

/* ---- rollback ---------------------------------------------------------------------------------------------------- */

/* `version` 0: the one before the newest. */
bool release_rollback(const struct action *action, int64_t version, struct str server_side, struct release *ret,
                      struct error *err);

/* ---- uninstall --------------------------------------------------------------------------------------------------- */

struct uninstall {
	struct str name;
	bool keep_history, ignore_not_found;
	struct str kept;   /* out: what was left in the cluster, for people; empty: nothing */
	bool is_not_found; /* out: with ignore_not_found, there was no such release */
};

bool release_uninstall(const struct action *action, struct uninstall *uninstall, struct error *err);

/* ---- test -------------------------------------------------------------------------------------------------------- */

struct release_test {
	struct str name;
	struct strs include, exclude; /* names of hooks; none included: all */
	bool has_release;             /* out */
	/* Called when all have run, before they are deleted; may be NULL. */
	bool (*report)(void *context, const struct release *release, struct error *err);
	void *context;
};

/* Is the hook one of those that shall run? */
bool release_test_is_chosen(const struct release_test *test, const struct release_hook *hook);

bool release_test_run(const struct action *action, struct release_test *test, struct error *err);

/* ---- what they share --------------------------------------------------------------------------------------------- */

/* The objects of a release as its record has them; where a target keeps hooks rather than running them, these too (but
 * no tests), unless they are left out. */
bool action_objects(const struct action *action, const struct release *release, bool without_hooks,
                    struct kube_objects *ret, struct error *err);

/* "another operation (install/upgrade/rollback) is in progress" states. */
bool release_is_pending(const struct release *release);

/* Is server-side apply meant, where `option` may be "auto"? `previous` is how the release was applied before. */
bool release_server_side(struct str option, struct str previous, bool *ret, struct error *err);

/* False with "context canceled" once the user wants to stop. */
bool action_goes_on(const struct action *action, struct error *err);

/* Keeps other runs of ours out of the release until the lock is given back: a Lease of the API server; a folder is
 * locked as long as it is open (folder.h). Where Leases are forbidden that is told, and there is none. Sets
 * action->lock if there was none, so that actions within an action share it. The error is Helm's "another operation …
 * is in progress", with a note by whom. */
bool action_lock(struct action *action, struct error *err);

/* Gives it back unless `outer`, from which the action was copied, has it. Returns `ok`; if that is false, a lock that
 * was lost is noted. */
bool action_unlock(const struct action *outer, const struct action *action, bool ok, struct error *err);

/* False once another run is known to have taken over. */
bool action_is_alone(const struct action *action);

/* Waits for objects as the action's options say. */
bool action_wait(const struct action *action, const struct kube_objects *objects, struct error *err);

/* Objects that are to be deleted, by whether they may be: what is not the release's own, or cannot be seen, is told and
 * stays. */
struct deletions {
	struct kube_objects own, foreign, unknown;
	struct value *live; /* of `own`, as they were found */
	struct str *why;    /* of `unknown` */
	size_t live_cap, why_cap;
};
void deletions_judge(const struct action *action, const struct kube_objects *objects, const struct found *found,
                     const struct release_owner *owner, struct deletions *ret);

/* What an action changes: from what a release had to what it is to have. */
struct changes {
	struct release_owner owner;
	struct kube_objects originals, targets; /* targets bear the release's marks */
	struct kube_objects
		leftovers;   /* what a revision that failed may have left: deleted, too, if it is not wanted */
	struct found *found; /* of the targets */
	bool is_upgrade;     /* there are originals: what is no more is deleted */
	bool is_server_side, migrates, merges_three_ways;
	bool tells_unknown; /* objects that are there though the release did not have them are told */
	bool is_renewed;    /* what was planned before was told then */
	struct plan plan;   /* out */
};
/* Looks at the targets: all of each that is there. */
bool changes_look(const struct action *action, struct changes *changes, struct error *err);

/* The plan, which the release keeps beside its record. */
bool changes_plan(const struct action *action, struct changes *changes, struct release *release, struct error *err);

/* Plans anew if hooks of an event have run, which may have changed what was seen, and records that. */
bool changes_renew(const struct action *action, struct release *release, const char *event, struct changes *changes,
                   struct error *err);
bool changes_make(const struct action *action, struct changes *changes, struct error *err);

/* Deletes the objects that were new, as far as this run has made them and they are the release's. The error is for the
 * caller to frame. */
bool changes_undo(const struct action *action, const struct changes *changes, struct error *err);

/* Keeps a new revision, marked as begun under the lock if there is one. */
bool record_create(const struct action *action, struct release *release, struct error *err);

/* A revision that is pending although we have the lock under which it was begun is of a run that was killed: it has
 * failed. */
#define RECORD_CUT_OFF "Release \"%.*s\" failed: the run that made this revision was cut off"
void record_mend(const struct action *action, struct release *release);

/* "another operation … is in progress", and how to get out of it. */
bool fail_pending(const struct action *action, const struct release *release, struct error *err);

/* Records a release's new state; what is wrong with that is only told. */
void record_update(const struct action *action, const struct release *release);

/* Records how hooks stand. While tests run the release is nobody's: a state that an upgrade has given it meanwhile
 * stays. */
bool record_hooks(const struct action *action, struct release *release, struct error *err);

/* Records that it failed: "Upgrade "web" failed: why". */
void record_failure(const struct action *action, struct release *release, const char *what, struct str why);

/* Runs the hooks of an event one after another, as far as they succeed, then deletes what their policies say. */
bool hooks_run(const struct action *action, struct release *release, const char *event, bool is_server_side,
               struct error *err);

/* Puts hooks into the order in which they run: by weight, then by name. */
void hooks_sort(struct release_hook **hooks, size_t len);

/* Are there hooks of the event that run? */
bool hooks_are_due(const struct action *action, const struct release *release, const char *event);

/* The same in two parts, for who wants to look at the hooks before they are deleted. */
struct hooks {
	struct release_hook **items;
	size_t len, run; /* how many were begun */
	bool has_failed;
};
bool hooks_begin(const struct action *action, struct release *release, const char *event, bool is_server_side,
                 struct hooks *ret, struct error *err);
bool hooks_end(const struct action *action, const struct hooks *hooks, struct error *err);

#endif
