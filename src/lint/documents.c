// SPDX-License-Identifier: Apache-2.0
// k8s.io/apimachinery: pkg/util/yaml/decoder.go.
#include "lint/documents.h"

#include <stddef.h>

#include "text/utf8.h"
#include "value/decode.h"
#include "value/json.h"
#include "value/yaml.h"

/* How far into a text a brace is looked for. */
enum { GUESS_LEN = 4096 };

static const struct decode_field metadata_fields[] = {
	{ "Namespace", "Namespace", DECODE_STRING, offsetof(struct lint_document_metadata, namespace), NULL, 0 },
	{ "Name", "Name", DECODE_STRING, offsetof(struct lint_document_metadata, name), NULL, 0 },
};

static const struct decode_class metadata_class = {
	.name = "k8sYamlMetadata",
	.type = "rules.k8sYamlMetadata",
	.fields = metadata_fields,
	.len = ARRAY_LEN(metadata_fields),
	.size = sizeof(struct lint_document_metadata),
};

static const struct decode_field document_fields[] = {
	{ "apiVersion", "APIVersion", DECODE_STRING, offsetof(struct lint_document, api_version), NULL, 0 },
	{ "Kind", "Kind", DECODE_STRING, offsetof(struct lint_document, kind), NULL, 0 },
	{ "Metadata", "Metadata", DECODE_STRUCT, offsetof(struct lint_document, metadata), &metadata_class, 0 },
};

static const struct decode_class document_class = {
	.name = "k8sYamlStruct",
	.type = "rules.k8sYamlStruct",
	.fields = document_fields,
	.len = ARRAY_LEN(document_fields),
	.size = sizeof(struct lint_document),
};

struct lint_documents lint_documents_of(struct arena *arena, struct str text)
{
	struct str head = text_trim_space(str_slice(text, 0, GUESS_LEN));
	return (struct lint_documents){
		.arena = arena, .text = text, .is_json = str_has_prefix(head, STR("{")), .yaml = { .rest = text }
	};
}

static bool take(struct lint_documents *documents, struct value value, enum decode_source source,
                 struct lint_document *ret, struct error *err)
{
	*ret = (struct lint_document){ .api_version = STR_NONE, .kind = STR_NONE, .metadata = { STR_NONE, STR_NONE } };
	ret->is_null = value.kind == VALUE_NULL;
	return decode_struct(documents->arena, &document_class, value, source, ret, err);
}

static bool next_yaml(struct lint_documents *documents, struct lint_document *ret, struct error *err)
{
	struct str part;
	struct value value;
	if (!yaml_next_document(&documents->yaml, &part, err) || !yaml_read_typed(documents->arena, part, &value, err))
		return false;
	documents->count++;
	return take(documents, value, DECODE_YAML, ret, err);
}

// json.SyntaxError knows how many bytes were read, the wrong one included.
static void name_offset(const struct lint_documents *documents, struct error *err)
{
	struct str text = str_from(documents->text, documents->at);
	size_t start = 0;
	if (!err->at.line || !str_has_prefix(err->message, STR("invalid character")))
		return;
	for (unsigned line = 1; line < err->at.line; line++)
		start += str_find_char(str_from(text, start), '\n') + 1;
	struct str message = arena_printf(err->arena, "json: offset %zu: %.*s", documents->at + start + err->at.column,
	                                  STR_FMT(err->message));
	fail_text(err, NOWHERE, message);
}

// White space up to a line's end; false if there is nothing else.
static bool skip_line_rest(struct lint_documents *documents)
{
	struct str rest = str_from(documents->text, documents->at);
	for (size_t size; rest.len; rest = str_from(rest, size)) {
		uint32_t rune = utf8_decode(rest, &size);
		if (rune == RUNE_ERROR)
			return false;
		if (!rune_is_space(rune) || rune == '\n') {
			documents->yaml.rest = str_from(rest, rune == '\n');
			return true;
		}
	}
	return false;
}

// A stream of one or no JSON object may still be YAML; that it was tried as JSON is then what the error tells.
static bool next_json(struct lint_documents *documents, struct lint_document *ret, struct error *err)
{
	struct str rest = str_from(documents->text, documents->at);
	struct error ignored = { .arena = err->arena };
	struct value value;
	size_t len;
	if (str_trim_left_set(rest, " \t\r\n").len == 0)
		return false;
	if (json_read_first(documents->arena, rest, 0, &value, &len, err) &&
	    take(documents, value, DECODE_JSON, ret, err)) {
		documents->at += len;
		documents->count++;
		return true;
	}
	if (documents->count > 1)
		return false;
	name_offset(documents, err);
	documents->is_json = false;
	if (!skip_line_rest(documents) || !next_yaml(documents, ret, &ignored)) {
		if (!error_is_set(&ignored) && documents->yaml.rest.len == 0)
			error_clear(err); // the end
		return false;
	}
	error_clear(err);
	return true;
}

bool lint_next_document(struct lint_documents *documents, struct lint_document *ret, struct error *err)
{
	return documents->is_json ? next_json(documents, ret, err) : next_yaml(documents, ret, err);
}

// ---- lists -----------------------------------------------------------------------------------------------------

struct listed {
	struct {
		struct map *annotations;
	} metadata;
};

struct list_document {
	struct listed *items;
	size_t items_len;
};

#define LISTED_METADATA "struct { Annotations map[string]string }"
#define LISTED "struct { Metadata " LISTED_METADATA " }"

static const struct decode_field listed_metadata_fields[] = { { "Annotations", "Annotations", DECODE_STRING_MAP, 0,
	                                                        NULL, 0 } };
static const struct decode_class listed_metadata_class = {
	.name = "",
	.type = LISTED_METADATA,
	.fields = listed_metadata_fields,
	.len = 1,
	.size = sizeof(struct map *),
};
static const struct decode_field listed_fields[] = {
	{ "Metadata", "Metadata", DECODE_STRUCT, offsetof(struct listed, metadata), &listed_metadata_class, 0 },
};
static const struct decode_class listed_class = {
	.name = "",
	.type = LISTED,
	.list_type = "[]" LISTED,
	.fields = listed_fields,
	.len = 1,
	.size = sizeof(struct listed),
};
static const struct decode_field list_fields[] = {
	{ "Items", "Items", DECODE_STRUCTS, offsetof(struct list_document, items), &listed_class,
	  offsetof(struct list_document, items_len) },
};
static const struct decode_class list_class = {
	.name = "",
	.type = "struct { Items []" LISTED " }",
	.fields = list_fields,
	.len = 1,
	.size = sizeof(struct list_document),
};

bool lint_list_has_policy(struct arena *arena, struct str text, struct error *err)
{
	struct list_document list = { 0 };
	if (!decode_yaml(arena, &list_class, text, &list, err))
		return false;
	for (size_t i = 0; i < list.items_len; i++)
		if (map_get(list.items[i].metadata.annotations, STR("helm.sh/resource-policy")))
			return true;
	return false;
}
