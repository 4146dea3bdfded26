// SPDX-License-Identifier: Apache-2.0
#include "cmd/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "text/utf8.h"

enum { USUAL_COLUMNS = 80, USUAL_LINES = 24 };

struct row {
	struct str name; // "Deployment/web"
	enum kube_state state;
	struct str message;
};

struct progress {
	struct arena *arena;
	bool is_terminal;
	struct row *rows;
	size_t len, cap;
	size_t drawn; // lines of the table that stand above the cursor
};

static struct progress *current; // the terminal has room for one

struct progress *progress_new(struct arena *arena)
{
	const char *kind = getenv("TERM");
	struct progress *progress = ARENA_NEW(arena, struct progress);
	*progress = (struct progress){ .arena = arena,
		                       .is_terminal = isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") != 0 };
	current = progress;
	return progress;
}

void progress_leave(void)
{
	if (current)
		current->drawn = current->len = 0;
}

// ---- drawing ---------------------------------------------------------------------------------------------------

// A line that is cut where the terminal's ends, as a longer one would take two.
static void add_line(struct strbuf *out, struct str line, size_t columns)
{
	size_t end = 0, size;
	for (size_t count = 0; end < line.len && count + 1 < columns; count++, end += size)
		if (utf8_decode(str_from(line, end), &size) == '\n')
			break;
	strbuf_add(out, str_slice(line, 0, end));
	strbuf_add_char(out, '\n');
}

static void add_row(struct strbuf *out, struct arena *scratch, const struct row *row, size_t width, size_t columns)
{
	struct str state = kube_state_name(row->state);
	struct str line = arena_printf(scratch, "%-*.*s  %-11.*s  %.*s", (int)width, STR_FMT(row->name), STR_FMT(state),
	                               STR_FMT(row->message));
	add_line(out, str_trim_set(line, " "), columns);
}

static bool is_through(const struct row *row)
{
	return row->state == KUBE_CURRENT || row->state == KUBE_NOT_FOUND;
}

// All rows if there is room for them; else those that are waited for still, as far as they go.
static void draw(struct progress *progress)
{
	struct winsize size = { 0 };
	struct strbuf out = { 0 };
	struct arena scratch = { 0 };
	size_t left = 0, width = 0, lines = 1;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row)
		size = (struct winsize){ .ws_row = USUAL_LINES, .ws_col = USUAL_COLUMNS };
	for (size_t i = 0; i < progress->len; i++) {
		left += !is_through(&progress->rows[i]);
		width = progress->rows[i].name.len > width ? progress->rows[i].name.len : width;
	}
	if (progress->drawn)
		strbuf_printf(&out, "\033[%zuA\033[J", progress->drawn);
	size_t room = size.ws_row > 2 ? size.ws_row - 2u : 1;
	for (size_t i = 0; i < progress->len && lines < room; i++)
		if (progress->len < room || !is_through(&progress->rows[i])) {
			add_row(&out, &scratch, &progress->rows[i], width, size.ws_col);
			lines++;
		}
	add_line(&out, arena_printf(&scratch, "waiting for %zu of %zu", left, progress->len), size.ws_col);
	progress->drawn = lines;
	fwrite(out.data, 1, out.len, stderr);
	fflush(stderr);
	strbuf_done(&out);
	arena_done(&scratch);
}

static struct row *row_of(struct progress *progress, const struct kube_object *object)
{
	struct str name = ARENA_CONCAT(progress->arena, object->kind, STR("/"), object->name);
	for (size_t i = 0; i < progress->len; i++)
		if (str_eq(progress->rows[i].name, name))
			return &progress->rows[i];
	progress->rows =
		arena_grow(progress->arena, progress->rows, &progress->cap, progress->len + 1, sizeof(struct row));
	progress->rows[progress->len] = (struct row){ .name = name };
	return &progress->rows[progress->len++];
}

void progress_tell(void *context, const struct kube_standing *standing)
{
	struct progress *progress = context;
	const struct kube_object *object = standing->object;
	struct str state = kube_state_name(standing->status.state), message = standing->status.message;
	if (progress->is_terminal) {
		struct row *row = row_of(progress, object);
		row->state = standing->status.state;
		row->message = arena_str(progress->arena, message);
		draw(progress);
		return;
	}
	fprintf(stderr, "%.*s/%.*s: %.*s%s%.*s\n", STR_FMT(object->kind), STR_FMT(object->name), STR_FMT(state),
	        message.len ? ": " : "", STR_FMT(message));
}
