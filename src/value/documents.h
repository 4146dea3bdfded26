/* SPDX-License-Identifier: Apache-2.0
 *
 * The documents of a YAML stream as Kubernetes' YAMLReader cuts them: a line that begins with "---" ends one.
 *
 *     struct yaml_documents documents = { .rest = text };
 *     while (yaml_next_document(&documents, &document, &err)) ...
 *     if (error_is_set(&err)) ...
 */
#ifndef PINTLE_VALUE_DOCUMENTS_H
#define PINTLE_VALUE_DOCUMENTS_H

#include "base/error.h"

struct yaml_documents {
	struct str rest;
	unsigned line;  /* lines before `rest` */
	unsigned start; /* lines before the document that was last returned */
};

/* The next document, never empty; a last line gets its end if it has none (as Kubernetes' reader gives it, and a block
 * scalar there shows it). Such a copy lives in the error's arena. False at the end, or with the error set for a line
 * such as "---x". */
bool yaml_next_document(struct yaml_documents *documents, struct str *ret, struct error *err);

#endif
