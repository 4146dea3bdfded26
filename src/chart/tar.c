// SPDX-License-Identifier: Apache-2.0
// tar_next reads headers until one is an entry's: PAX headers and GNU's long names are entries of their own before the
// one that they belong to. What is behind an entry's bytes up to a whole block may be missing at the end of the
// archive.
#include "chart/tar.h"

#include "chart/tar_header.h"
#include "text/strconv.h"
#include "value/member.h"

enum { MAX_SPECIAL = 1 << 20 }; // Go: maxSpecialFileSize

struct tar {
	struct gunzip *in;
	struct str piece; // unpacked, and not taken yet
	// of the entry at hand
	struct arena texts;
	int64_t left;   // bytes that the archive still has
	size_t padding; // behind them
	int64_t size;   // unpacked
	bool is_sparse;
	struct tar_parts parts; // of a sparse file
	char block[TAR_BLOCK];
};

static void close_tar(void *handle)
{
	struct tar *tar = handle;
	arena_done(&tar->texts);
}

struct tar *tar_open(struct arena *arena, struct gunzip *in)
{
	struct tar *tar = ARENA_NEW(arena, struct tar);
	tar->in = in;
	arena_defer(arena, close_tar, tar);
	return tar;
}

static bool fail_header(struct error *err)
{
	return fail(err, NOWHERE, "archive/tar: invalid tar header");
}

// ---- bytes -----------------------------------------------------------------------------------------------------

// Takes up to `len` bytes; fewer at the end only. `into` NULL: passes over them.
static bool take(struct tar *tar, char *into, uint64_t len, uint64_t *ret_taken, struct error *err)
{
	uint64_t taken = 0;
	while (taken < len) {
		if (!tar->piece.len && !gunzip_next(tar->in, &tar->piece, err))
			return false;
		if (!tar->piece.len)
			break;
		size_t some = len - taken < tar->piece.len ? (size_t)(len - taken) : tar->piece.len;
		if (into)
			memcpy(into + taken, tar->piece.data, some);
		tar->piece = str_from(tar->piece, some);
		taken += some;
	}
	*ret_taken = taken;
	return true;
}

static bool take_all(struct tar *tar, char *into, uint64_t len, struct error *err)
{
	uint64_t taken;
	return take(tar, into, len, &taken, err) && (taken == len || fail(err, NOWHERE, "unexpected EOF"));
}

// Of the entry at hand: *ret is false, with nothing wrong, where it has fewer.
static bool take_entry(struct tar *tar, char *into, int64_t len, bool *ret, struct error *err)
{
	int64_t some = len < tar->left ? len : tar->left;
	tar->left -= some;
	*ret = some == len;
	return take_all(tar, into, (uint64_t)some, err);
}

// A block at the border of two; *ret is false at the end.
static bool take_block(struct tar *tar, bool *ret, struct error *err)
{
	uint64_t taken;
	if (!take(tar, tar->block, TAR_BLOCK, &taken, err))
		return false;
	*ret = taken == TAR_BLOCK;
	return taken == TAR_BLOCK || taken == 0 || fail(err, NOWHERE, "unexpected EOF");
}

// The whole of an entry that is about the next one.
static bool take_special(struct tar *tar, struct str *ret, struct error *err)
{
	bool whole;
	int64_t len = tar->left <= MAX_SPECIAL ? tar->left : MAX_SPECIAL + 1;
	char *text = arena_alloc_text(&tar->texts, (size_t)len + 1);
	if (!take_entry(tar, text, len, &whole, err))
		return false;
	if (len > MAX_SPECIAL)
		return fail(err, NOWHERE, "archive/tar: header field too long");
	*ret = (struct str){ text, (size_t)len };
	return true;
}

// ---- headers ---------------------------------------------------------------------------------------------------

static bool is_empty_block(const char *block)
{
	return block[0] == '\0' && memcmp(block, block + 1, TAR_BLOCK - 1) == 0;
}

// *ret_found is false at the end: of the archive, or two blocks of zeros, or one that is the last.
static bool read_header(struct tar *tar, struct tar_header *ret, bool *ret_found, struct error *err)
{
	if (!take_block(tar, ret_found, err) || !*ret_found)
		return !error_is_set(err);
	if (!is_empty_block(tar->block))
		return tar_header_parse(&tar->texts, tar->block, ret) || fail_header(err);
	if (!take_block(tar, ret_found, err) || !*ret_found)
		return !error_is_set(err);
	*ret_found = false;
	return is_empty_block(tar->block) || fail_header(err);
}

// ---- PAX -------------------------------------------------------------------------------------------------------

static bool is_text_key(struct str key)
{
	return str_is(key, "path") || str_is(key, "linkpath") || str_is(key, "uname") || str_is(key, "gname");
}

// "LEN KEY=VALUE\n"
static bool next_record(struct str *text, struct str *ret_key, struct str *ret_value)
{
	enum { SHORTEST = 5 };
	int64_t len;
	size_t space = str_find_char(*text, ' ');
	if (space == STR_NPOS || parse_int(str_slice(*text, 0, space), 10, 64, &len) != PARSE_OK || len < SHORTEST ||
	    (uint64_t)len > text->len || (size_t)len <= space + 1 || text->data[len - 1] != '\n')
		return false;
	struct str record = str_slice(*text, space + 1, (size_t)len - 1);
	size_t equals = str_find_char(record, '=');
	if (equals == STR_NPOS || equals == 0)
		return false;
	*ret_key = str_slice(record, 0, equals);
	*ret_value = str_from(record, equals + 1);
	bool is_text = is_text_key(*ret_key);
	*text = str_from(*text, (size_t)len);
	return str_find_char(is_text ? *ret_value : *ret_key, '\0') == STR_NPOS;
}

// The oldest way to tell of a sparse file repeats two keys for each part; the next one has them in one list.
static bool add_sparse_part(struct strbuf *parts, size_t *count, struct str key, struct str value)
{
	const char *expected = *count % 2 ? "GNU.sparse.numbytes" : "GNU.sparse.offset";
	if (!str_is(key, expected) || str_find_char(value, ',') != STR_NPOS)
		return false;
	strbuf_add_cstr(parts, (*count)++ ? "," : "");
	strbuf_add(parts, value);
	return true;
}

static bool read_records(struct tar *tar, struct map **ret, struct error *err)
{
	struct arena *arena = &tar->texts;
	struct strbuf parts = strbuf_in(arena);
	struct str text, key, value;
	size_t count = 0;
	if (!take_special(tar, &text, err))
		return false;
	*ret = map_new(arena);
	while (text.len) {
		if (!next_record(&text, &key, &value))
			return fail_header(err);
		if (!str_is(key, "GNU.sparse.offset") && !str_is(key, "GNU.sparse.numbytes"))
			map_set(arena, *ret, key, value_string(value));
		else if (!add_sparse_part(&parts, &count, key, value))
			return fail_header(err);
	}
	if (count)
		map_set(arena, *ret, STR("GNU.sparse.map"), value_string(strbuf_str(&parts, arena)));
	return true;
}

static struct str record(const struct map *records, const char *key)
{
	const struct value *found = records ? map_get(records, str_of(key)) : NULL;
	return found ? found->s : STR_NONE;
}

static bool is_time(struct str s)
{
	int64_t seconds;
	size_t dot = str_find_char(s, '.');
	for (size_t i = dot == STR_NPOS ? s.len : dot + 1; i < s.len; i++)
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
	return parse_int(str_slice(s, 0, dot == STR_NPOS ? s.len : dot), 10, 64, &seconds) == PARSE_OK;
}

// What is empty leaves the header as it is.
static bool merge_records(struct tar_header *header, const struct map *records)
{
	int64_t ignored;
	static const char *const numbers[] = { "uid", "gid" }, *const times[] = { "atime", "mtime", "ctime" };
	struct str path = record(records, "path"), size = record(records, "size"), other;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if ((other = record(records, numbers[i])).len && parse_int(other, 10, 64, &ignored) != PARSE_OK)
			return false;
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		if ((other = record(records, times[i])).len && !is_time(other))
			return false;
	if (path.len)
		header->name = path;
	return !size.len || parse_int(size, 10, 64, &header->size) == PARSE_OK;
}

// ---- an entry's bytes ------------------------------------------------------------------------------------------

// Links, devices, folders and pipes.
static bool has_no_bytes(char type)
{
	return type >= '1' && type <= '6';
}

static bool begin_bytes(struct tar *tar, const struct tar_header *header, struct error *err)
{
	tar->left = has_no_bytes(header->type) ? 0 : header->size;
	if (tar->left < 0)
		return fail_header(err);
	tar->padding = (size_t)(-(uint64_t)tar->left % TAR_BLOCK);
	return true;
}

// ---- sparse files ----------------------------------------------------------------------------------------------

static int64_t end_of(struct tar_part part)
{
	return part.offset + part.len;
}

// In order, apart, and within the file.
static bool are_parts(const struct tar_parts *parts, int64_t size)
{
	int64_t end = 0;
	for (size_t i = 0; i < parts->len; i++) {
		struct tar_part part = parts->items[i];
		if (part.offset < end || part.len < 0 || part.offset > INT64_MAX - part.len || end_of(part) > size)
			return false;
		end = end_of(part);
	}
	return size >= 0;
}

static bool add_part(struct tar *tar, struct tar_part part, struct error *err)
{
	enum { MOST = 1 << 20 }; // Go: maxSparseFileEntries
	if (tar->parts.len >= MOST)
		return fail(err, NOWHERE, "archive/tar: sparse map too long");
	tar_parts_add(&tar->parts, part);
	return true;
}

static bool read_old_parts(struct tar *tar, struct tar_header *header, struct error *err)
{
	bool more;
	size_t blocks = 0;
	if (!header->is_gnu || !tar_header_real_size(tar->block, &header->size))
		return fail_header(err);
	do {
		if (blocks >= MAX_SPECIAL / TAR_BLOCK)
			return fail(err, NOWHERE, "archive/tar: sparse map too long");
		if (!tar_header_parts(tar->block, blocks++ == 0, &tar->parts, &more))
			return fail_header(err);
	} while (more && take_all(tar, tar->block, TAR_BLOCK, err));
	return !more;
}

// "1,2,3,4"
static bool read_listed_parts(struct tar *tar, const struct map *records, struct error *err)
{
	struct str list = record(records, "GNU.sparse.map"), offset, len;
	int64_t count;
	if (parse_int(record(records, "GNU.sparse.numblocks"), 10, 64, &count) != PARSE_OK || count < 0)
		return fail_header(err);
	for (bool more = list.len > 0; more; more = list.data != NULL) {
		struct tar_part part;
		if (!str_next_field(&list, ',', &offset) || parse_int(offset, 10, 64, &part.offset) != PARSE_OK ||
		    !str_next_field(&list, ',', &len) || parse_int(len, 10, 64, &part.len) != PARSE_OK)
			return fail_header(err);
		if (!add_part(tar, part, err))
			return false;
	}
	return (uint64_t)count == tar->parts.len || fail_header(err);
}

// Numbers that stand before the bytes, one a line, in blocks of their own.
struct lines {
	struct tar *tar;
	struct strbuf text;
	size_t at;
};

static bool next_number(struct lines *lines, int64_t *ret, struct error *err)
{
	size_t end;
	bool whole;
	while ((end = str_find_char(str_from(strbuf_peek(&lines->text), lines->at), '\n')) == STR_NPOS) {
		if (lines->text.len + TAR_BLOCK > MAX_SPECIAL)
			return fail(err, NOWHERE, "archive/tar: sparse map too long");
		char *into = strbuf_reserve(&lines->text, TAR_BLOCK);
		if (!take_entry(lines->tar, into, TAR_BLOCK, &whole, err))
			return false;
		if (!whole)
			return fail(err, NOWHERE, "unexpected EOF");
		lines->text.len += TAR_BLOCK;
	}
	struct str line = str_slice(strbuf_peek(&lines->text), lines->at, lines->at + end);
	lines->at += end + 1;
	return parse_int(line, 10, 64, ret) == PARSE_OK || fail_header(err);
}

static bool read_parts_in_front(struct tar *tar, struct error *err)
{
	struct lines lines = { tar, strbuf_in(&tar->texts), 0 };
	int64_t count;
	struct tar_part part;
	if (!next_number(&lines, &count, err))
		return false;
	if (count < 0 || count > INT64_MAX / 2)
		return fail_header(err);
	for (int64_t i = 0; i < count; i++)
		if (!next_number(&lines, &part.offset, err) || !next_number(&lines, &part.len, err) ||
		    !add_part(tar, part, err))
			return false;
	return true;
}

// What PAX records say of a sparse file; most files are none.
static bool read_pax_parts(struct tar *tar, const struct map *records, struct tar_header *header, struct error *err)
{
	struct str major = record(records, "GNU.sparse.major"), minor = record(records, "GNU.sparse.minor");
	struct str name = record(records, "GNU.sparse.name"), size = record(records, "GNU.sparse.size");
	bool in_front = str_is(major, "1") && str_is(minor, "0");
	bool listed = str_is(major, "0") && (str_is(minor, "0") || str_is(minor, "1"));
	if (!in_front && !listed && (major.len || minor.len || !record(records, "GNU.sparse.map").len))
		return true;
	tar->is_sparse = true;
	if (name.len)
		header->name = name;
	if (!size.len)
		size = record(records, "GNU.sparse.realsize");
	if (size.len && parse_int(size, 10, 64, &header->size) != PARSE_OK)
		return fail_header(err);
	return in_front ? read_parts_in_front(tar, err) : read_listed_parts(tar, records, err);
}

static bool begin_sparse(struct tar *tar, const struct map *records, struct tar_header *header, struct error *err)
{
	tar->is_sparse = header->type == 'S';
	if (!(tar->is_sparse ? read_old_parts(tar, header, err) : read_pax_parts(tar, records, header, err)))
		return false;
	return !tar->is_sparse || (!has_no_bytes(header->type) && are_parts(&tar->parts, header->size)) ||
	       fail_header(err);
}

// ---- entries ---------------------------------------------------------------------------------------------------

static bool finish_entry(struct tar *tar, bool *ret_found, struct error *err)
{
	uint64_t taken;
	if (!take_all(tar, NULL, (uint64_t)tar->left, err) || !take(tar, NULL, tar->padding, &taken, err))
		return false;
	*ret_found = taken == tar->padding;
	tar->left = 0;
	tar->padding = 0;
	return true;
}

struct pending {
	struct map *records;
	struct str name; // GNU's
};

// Takes in a header that is about the next entry. *ret is false if it is that entry's.
static bool take_extension(struct tar *tar, const struct tar_header *header, struct pending *pending, bool *ret,
                           struct error *err)
{
	struct str text;
	*ret = true;
	switch (header->type) {
	case 'x':
	case 'g': *ret = header->type == 'x'; return read_records(tar, &pending->records, err);
	case 'L':
	case 'K':
		if (!take_special(tar, &text, err))
			return false;
		if (header->type == 'L')
			str_next_field(&text, '\0', &pending->name);
		return true;
	default: *ret = false; return true;
	}
}

static bool begin_entry(struct tar *tar, const struct pending *pending, struct tar_header *header, struct error *err)
{
	if (!merge_records(header, pending->records))
		return fail_header(err);
	if (pending->name.len)
		header->name = pending->name;
	if (header->type == '\0' && str_has_suffix(header->name, STR("/")))
		header->type = '5';
	return begin_bytes(tar, header, err) && begin_sparse(tar, pending->records, header, err);
}

static bool next_entry(struct tar *tar, struct tar_header *ret, bool *ret_found, struct error *err)
{
	struct pending pending = { NULL, STR_NONE };
	bool is_extension;
	arena_done(&tar->texts);
	tar->is_sparse = false;
	tar->parts = (struct tar_parts){ .arena = &tar->texts };
	do {
		if (!finish_entry(tar, ret_found, err))
			return false;
		if (!*ret_found)
			return true;
		if (!read_header(tar, ret, ret_found, err))
			return false;
		if (!*ret_found)
			return true;
		if (!begin_bytes(tar, ret, err) || !take_extension(tar, ret, &pending, &is_extension, err))
			return false;
	} while (is_extension);
	return ret->type == 'g' || begin_entry(tar, &pending, ret, err);
}

enum tar_next tar_next(struct tar *tar, struct tar_entry *ret, struct error *err)
{
	enum { KIND = ~07777, FOLDER = 040000 };
	struct tar_header header;
	bool found;
	if (!next_entry(tar, &header, &found, err))
		return TAR_FAILED;
	if (!found)
		return TAR_END;
	bool is_folder = header.type == '5' || ((uint32_t)header.mode & KIND) == FOLDER;
	tar->size = header.size;
	*ret = (struct tar_entry){ header.name, header.size, !has_no_bytes(header.type), is_folder,
		                   header.type == 'g' };
	return TAR_ENTRY;
}

static bool read_sparse(struct tar *tar, char *into, struct error *err)
{
	bool whole;
	memset(into, 0, (size_t)tar->size);
	for (size_t i = 0; i < tar->parts.len; i++) {
		struct tar_part part = tar->parts.items[i];
		if (!take_entry(tar, into + part.offset, part.len, &whole, err))
			return false;
		if (!whole)
			return fail(err, NOWHERE, "archive/tar: sparse file references non-existent data");
	}
	return !tar->left || fail(err, NOWHERE, "archive/tar: sparse file contains unreferenced data");
}

bool tar_read(struct tar *tar, char *into, struct error *err)
{
	bool whole;
	return tar->is_sparse ? read_sparse(tar, into, err) : take_entry(tar, into, tar->left, &whole, err);
}
