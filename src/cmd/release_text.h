/* SPDX-License-Identifier: Apache-2.0
 *
 * A release in words: what `status` and `get all` print, and `install` and `upgrade` at their end.
 */
#ifndef PINTLE_CMD_RELEASE_TEXT_H
#define PINTLE_CMD_RELEASE_TEXT_H

#include "base/strbuf.h"
#include "cmd/command.h"
#include "release/release.h"

struct release_view {
	struct str resources; /* what there is of its objects; empty: nothing is said of them */
	bool shows_chart;     /* name and version of the chart */
	bool shows_all;       /* values, hooks and manifest too */
	bool hides_notes;
};

bool release_text_print(const struct cli *cli, const struct release *release, const struct release_view *view,
                        struct strbuf *out, struct error *err);

/* The user's values over the chart's defaults. */
bool release_values(const struct cli *cli, const struct release *release, struct map **ret, struct error *err);

/* Each hook as a document. */
void release_hooks_print(const struct release *release, struct strbuf *out);

#endif
