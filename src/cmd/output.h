/* SPDX-License-Identifier: Apache-2.0
 *
 * Where commands put documents: standard output, or files below a folder.
 */
#ifndef PINTLE_CMD_OUTPUT_H
#define PINTLE_CMD_OUTPUT_H

#include "base/error.h"
#include "base/strbuf.h"
#include "value/value.h"

/* Writes to standard output; a closed or full one is an error. */
bool output_write(struct str text, struct error *err);

/* Collects documents with their "# Source:" headers; with a folder, for each template's file. The documents' texts are
 * borrowed until they are written. */
struct document_sink {
	struct arena *arena;
	struct str folder; /* .data NULL: into pieces */
	struct str *pieces;
	size_t pieces_len, pieces_cap;
	struct sink_file *files;
	size_t files_len, files_cap;
	struct map *by_path;  /* their numbers */
	struct strbuf report; /* a line for each document that goes into a file, as Helm prints it */
};
bool sink_add(struct document_sink *sink, struct str path, struct str content, struct error *err);

/* Cuts white space around what was collected so far and ends it with one newline: Helm trims the manifest before the
 * hooks are printed. */
void sink_trim(struct document_sink *sink);

/* Writes the files, each once, then the report to standard output. */
bool sink_write_files(struct document_sink *sink, struct error *err);

/* Writes to standard output what was collected; or gives it as one text, made in the arena. */
bool sink_write(const struct document_sink *sink, struct error *err);
struct str sink_text(const struct document_sink *sink);

#endif
