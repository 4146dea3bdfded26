/* SPDX-License-Identifier: Apache-2.0
 *
 * Internals of lint/: what the rules share.
 */
#ifndef PINTLE_LINT_RULES_H
#define PINTLE_LINT_RULES_H

#include "chart/chart.h"
#include "lint/lint.h"

struct linter {
	const struct lint_request *request;
	struct arena *arena;
	struct str folder; /* of the chart, from the root; of an archive, its path as it was given */
	struct chart_files files;
	bool files_loaded;
	struct error files_error;
	struct lint_result *result;
};

/* Adds a message; returns false, so that a failing rule reads `return lint_add(…)`. */
bool lint_add(struct linter *linter, enum lint_severity severity, const char *path, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* Is there a file of that name, or a folder (its name ends with '/') with files? */
bool lint_exists(const struct linter *linter, const char *name);

/* False if it is a file. */
bool lint_is_folder(const struct linter *linter, const char *name);

/* Loads the chart anew: rules change it. */
struct chart *lint_load(struct linter *linter, struct source_table *sources, struct error *err);

void lint_chartfile(struct linter *linter);
void lint_values(struct linter *linter);
void lint_templates(struct linter *linter);
void lint_dependencies(struct linter *linter);
void lint_crds(struct linter *linter);

/* govalidator's IsEmail, IsURL and IsRequestURL. */
bool is_email(struct arena *arena, struct str text);
bool is_url(struct arena *arena, struct str text);
bool is_request_url(struct arena *arena, struct str text);

/* The complaint about an object's name, or nothing: what Kubernetes' validation says of names of that kind. */
bool name_complaint(struct arena *arena, struct str kind, struct str name, struct str *ret);

#endif
