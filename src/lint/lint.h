/* SPDX-License-Identifier: Apache-2.0
 *
 * lint: Helm's rules for a well-formed chart, with its messages.
 *
 *     struct lint_result result = { 0 };
 *     if (!lint_run(&request, &result, &err)) ...        // err: this is no chart at all
 */
#ifndef PINTLE_LINT_LINT_H
#define PINTLE_LINT_LINT_H

#include "base/error.h"
#include "render/render.h"

enum lint_severity { LINT_INFO, LINT_WARNING, LINT_ERROR };

struct lint_message {
	enum lint_severity severity;
	struct str path; /* within the chart; the chart's own folder for its dependencies */
	struct str text;
};

struct lint_result {
	struct lint_message *messages;
	size_t len, cap;
	struct error *render_error; /* with places and notes, if a template failed */
};

struct lint_request {
	struct arena *arena;
	const char *path; /* folder or archive */
	struct map *values;
	struct str namespace;
	const struct kube_version *kube_version; /* NULL: Helm's default */
	bool skip_schema_validation;
	const struct warnings *warnings;
};

/* Runs all rules. False if the path holds no chart. */
bool lint_run(const struct lint_request *request, struct lint_result *ret, struct error *err);

/* "[WARNING] templates/x.yaml: …" */
void lint_print(struct strbuf *out, const struct lint_message *message);

#endif
