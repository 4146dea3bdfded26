// SPDX-License-Identifier: Apache-2.0
#include "cmd/output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/fs.h"
#include "render/render.h"
#include "text/utf8.h"

bool output_write(struct str text, struct error *err)
{
	while (text.len) {
		ssize_t put = write(STDOUT_FILENO, text.data, text.len);
		if (put < 0 && fs_retry(STDOUT_FILENO, POLLOUT))
			continue;
		if (put < 0)
			return fail(err, NOWHERE, "write standard output: %s", fs_errno_text(errno));
		text = str_from(text, (size_t)put);
	}
	return true;
}

struct sink_file {
	struct str path; // below the folder
	struct strbuf text;
};

// The folder is the user's choice; a template's path below it must not lead out again.
static bool sink_file(struct document_sink *sink, struct str path, struct str content, struct error *err)
{
	struct arena *arena = sink->arena;
	struct str clean = fs_clean(arena, path);
	if (str_is(clean, "..") || str_has_prefix(clean, STR("../")))
		return fail(err, NOWHERE, "%.*s: the path leads out of %.*s", STR_FMT(path), STR_FMT(sink->folder));
	if (!sink->by_path)
		sink->by_path = map_new(arena);
	const struct value *found = map_get(sink->by_path, path);
	size_t at = found ? (size_t)found->i : sink->files_len;
	if (!found) {
		map_set(arena, sink->by_path, path, value_int((int64_t)at));
		sink->files =
			arena_grow(arena, sink->files, &sink->files_cap, sink->files_len + 1, sizeof(struct sink_file));
		sink->files[sink->files_len++] = (struct sink_file){ path, strbuf_in(arena) };
	}
	print_document(&sink->files[at].text, path, content);
	strbuf_printf(&sink->report, "wrote %.*s/%.*s\n", STR_FMT(sink->folder), STR_FMT(path));
	return true;
}

bool sink_write_files(struct document_sink *sink, struct error *err)
{
	for (size_t i = 0; i < sink->files_len; i++) {
		const struct sink_file *file = &sink->files[i];
		struct str full = ARENA_CONCAT(sink->arena, sink->folder, STR("/"), file->path);
		if (!fs_make_folders(arena_cstr(sink->arena, fs_dir(sink->arena, full)), err) ||
		    !fs_write(full.data, strbuf_peek(&file->text), 0644, err))
			return false;
	}
	return output_write(strbuf_peek(&sink->report), err);
}

static void add_piece(struct document_sink *sink, struct str piece)
{
	sink->pieces =
		arena_grow(sink->arena, sink->pieces, &sink->pieces_cap, sink->pieces_len + 1, sizeof(struct str));
	sink->pieces[sink->pieces_len++] = piece;
}

bool sink_add(struct document_sink *sink, struct str path, struct str content, struct error *err)
{
	if (sink->folder.data)
		return sink_file(sink, path, content, err);
	add_piece(sink, STR("---\n# Source: "));
	add_piece(sink, path);
	add_piece(sink, STR("\n"));
	add_piece(sink, content);
	add_piece(sink, STR("\n"));
	return true;
}

void sink_trim(struct document_sink *sink)
{
	while (sink->pieces_len) {
		struct str *last = &sink->pieces[sink->pieces_len - 1];
		*last = text_trim_right_space(*last);
		if (last->len)
			break;
		sink->pieces_len--;
	}
	add_piece(sink, STR("\n"));
}

struct str sink_text(const struct document_sink *sink)
{
	return arena_concat(sink->arena, sink->pieces_len, sink->pieces);
}

// Small pieces go out together.
bool sink_write(const struct document_sink *sink, struct error *err)
{
	char buffer[64 * 1024];
	size_t used = 0;
	for (size_t i = 0; i < sink->pieces_len; i++) {
		struct str piece = sink->pieces[i];
		if (piece.len > sizeof(buffer) - used) {
			if (!output_write((struct str){ buffer, used }, err))
				return false;
			used = 0;
		}
		if (piece.len > sizeof(buffer)) {
			if (!output_write(piece, err))
				return false;
		} else if (piece.len) {
			memcpy(buffer + used, piece.data, piece.len);
			used += piece.len;
		}
	}
	return output_write((struct str){ buffer, used }, err);
}
