/* SPDX-License-Identifier: Apache-2.0
 *
 * The documents of a rendered template or a CRD file as Kubernetes' YAMLOrJSONDecoder takes them: a text that begins
 * with a brace is tried as a stream of JSON objects first.
 *
 *     struct lint_documents documents = lint_documents_of(arena, text);
 *     struct lint_document document;
 *     while (lint_next_document(&documents, &document, &err)) ...
 *     if (error_is_set(&err)) ...
 */
#ifndef PINTLE_LINT_DOCUMENTS_H
#define PINTLE_LINT_DOCUMENTS_H

#include "base/error.h"
#include "value/documents.h"

struct lint_document {
	bool is_null; /* nothing but comments */
	struct str api_version, kind;
	struct lint_document_metadata {
		struct str name, namespace;
	} metadata;
};

struct lint_documents {
	struct arena *arena;
	struct str text;
	size_t at; /* what was taken, as long as it is JSON */
	bool is_json;
	size_t count;
	struct yaml_documents yaml;
};

struct lint_documents lint_documents_of(struct arena *arena, struct str text);

/* False at the end, or with the error set. */
bool lint_next_document(struct lint_documents *documents, struct lint_document *ret, struct error *err);

/* Does a list (the text's first document) hold an object that says what Helm shall do with it? False with the error set
 * if it is no list of objects. */
bool lint_list_has_policy(struct arena *arena, struct str text, struct error *err);

#endif
