/* SPDX-License-Identifier: Apache-2.0
 *
 * release: one revision of a release, as Helm keeps it in the cluster: the base64 of a gzipped JSON text, in a Secret
 * or a ConfigMap (pkg/release/v1, pkg/storage/driver/util.go).
 */
#ifndef PINTLE_RELEASE_RELEASE_H
#define PINTLE_RELEASE_RELEASE_H

#include "chart/chart.h"
#include "render/render.h"
#include "text/gotime.h"

/* The largest record that is read, unpacked. A Secret holds at most 1 MiB; who packs more than this into it means harm.
 */
#define RELEASE_LIMIT ((size_t)256 << 20)

struct release_time {
	struct gotime time;
	bool is_set; /* false: Go's zero time */
};

struct release_hook {
	struct str name, kind, path, manifest;
	struct strs events, delete_policies, output_log_policies;
	int64_t weight;
	struct release_time started, completed;
	struct str phase;
	bool is_null;
};

struct release {
	struct str name, namespace;
	int64_t version; /* the revision */
	bool has_info;
	struct release_time first_deployed, last_deployed, deleted;
	struct str description, status, notes;
	int64_t rollback_revision;
	struct str manifest, apply_method;
	struct release_hook *hooks;
	size_t hooks_len;
	struct map *config; /* the user's values; NULL: none */
	bool has_chart;     /* and its metadata */
	struct metadata metadata;
	struct map *chart_values; /* its defaults; NULL: none */
	struct value chart;       /* as it was read */
	struct map *labels;       /* of the object that holds the record, texts; NULL: none */
	struct str holder;        /* of the lock under which it was begun; kept like the plan; empty: none */
	struct str plan; /* JSON, of what is done to bring it about; kept beside the record while it is pending; empty:
	                    none */
};

/* Reads what an object holds. Errors name what is wrong with it: "illegal base64 data at input byte 4", "gzip: invalid
 * checksum", "json: cannot unmarshal …". */
bool release_decode(struct arena *arena, struct str text, struct release *ret, struct error *err);

/* The same of a record that is JSON already. */
bool release_from_value(struct arena *arena, struct value root, struct release *ret, struct error *err);

/* What json.Marshal of it has besides: the chart, and kinds with what there is of each (of status). */
struct release_parts {
	bool with_chart;
	const struct map *resources; /* NULL: none */
};
bool release_json(struct arena *arena, struct strbuf *out, const struct release *release,
                  const struct release_parts *parts, struct error *err);

/* What an object holds of it: release_decode's other way. */
bool release_encode(struct arena *arena, const struct release *release, struct str *ret, struct error *err);

/* A new revision 1 of what was rendered: its manifest, hooks and notes; the chart with its files, and the user's
 * values. Times and status are for the caller to set. Texts are shared, the chart's files are read. `hides_secrets`:
 * Secrets leave no more than a comment in the manifest. */
struct release_source {
	struct chart *chart;
	struct map *values;
	struct str name, namespace;
	const struct release_text *text;
	bool hides_secrets;
};
bool release_make(struct arena *arena, const struct release_source *source, struct release *ret, struct error *err);

/* A release's name is a DNS name of at most 53 characters. */
bool release_name_check(struct str name, struct error *err);

/* "web-1.2.3"; "MISSING" without a chart. */
struct str release_chart_name(struct arena *arena, const struct release *release);
struct str release_app_version(const struct release *release);

#endif
