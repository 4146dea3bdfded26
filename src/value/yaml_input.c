// SPDX-License-Identifier: Apache-2.0
// What go-yaml's reader does before its scanner sees a character: decoding, and refusing what YAML does not allow.
//
// The scanner works on a copy of the whole text, ended by NULs. go-yaml reads pieces of CHUNK bytes and checks a piece
// when its first character is asked for. So a bad byte hides the rest of its piece from the scanner, and the error
// that is reported depends on whether the scanner asks for that piece at all: a bad byte behind the first document may
// go unseen. Texts with a bad byte, or with a byte order mark inside, are therefore "watched": yaml_input_need then
// follows how far go-yaml's buffer would reach. All other texts pay nothing for this.
#include <string.h>

#include "text/utf8.h"
#include "value/yaml_scan.h"

enum { CHUNK = 512, PADDING = 16 };

enum byte_class { NON_ASCII = 1, CARRIAGE_RETURN = 2, CONTROL = 4 };

static const uint8_t byte_classes[256] = {
	[0x00 ... 0x08] = CONTROL, [0x0B ... 0x0C] = CONTROL, ['\r'] = CARRIAGE_RETURN,
	[0x0E ... 0x1F] = CONTROL, [0x7F] = CONTROL,          [0x80 ... 0xFF] = NON_ASCII,
};

typedef unsigned char byte_block __attribute__((vector_size(16)));

static unsigned classify_bytes(const char *at, const char *end)
{
	unsigned classes = 0;
	for (; at < end; at++)
		classes |= byte_classes[(unsigned char)*at];
	return classes;
}

// Nearly all texts are ASCII with LF only; a block that is needs no look at its bytes.
static unsigned classify(const char *at, const char *end)
{
	unsigned classes = 0;
	for (; (size_t)(end - at) >= sizeof(byte_block); at += sizeof(byte_block)) {
		byte_block block;
		uint64_t halves[2];
		memcpy(&block, at, sizeof(block));
		byte_block odd = (byte_block)((block >= 0x7F) | ((block < ' ') & (block != '\n') & (block != '\t')));
		memcpy(halves, &odd, sizeof(odd));
		if (halves[0] | halves[1])
			classes |= classify_bytes(at, at + sizeof(block));
	}
	return classes | classify_bytes(at, end);
}

static bool is_allowed(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
	       (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

// Width by the leading byte; 0 if it cannot lead.
static unsigned leading_width(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xC0 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF8 ? 4 : 0;
}

// What is wrong with the character at `at`, or NULL.
static const char *character_problem(const char *at, const char *end, unsigned *ret_width)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)*at;
	unsigned width = leading_width(lead);
	*ret_width = width;
	if (width == 0)
		return "invalid leading UTF-8 octet";
	if ((size_t)(end - at) < width)
		return "incomplete UTF-8 octet sequence";
	uint32_t c = width == 1 ? lead : lead & (0xFFu >> (width + 1));
	for (unsigned i = 1; i < width; i++) {
		if (((unsigned char)at[i] & 0xC0) != 0x80)
			return "invalid trailing UTF-8 octet";
		c = c << 6 | ((unsigned char)at[i] & 0x3F);
	}
	if (c < least[width])
		return "invalid length of a UTF-8 sequence";
	if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
		return "invalid Unicode character";
	return is_allowed(c) ? NULL : "control characters are not allowed";
}

// Where the piece that begins at `chunk` ends: with its last whole character. `from` is the first character not yet
// decoded (the piece may begin with a byte order mark).
static const char *chunk_end(const char *chunk, const char *from, const char *end)
{
	if ((size_t)(end - chunk) > CHUNK)
		end = chunk + CHUNK;
	while (from < end) {
		unsigned width = leading_width((unsigned char)*from);
		if ((size_t)(end - from) < width)
			break;
		from += width ? width : 1;
	}
	return from;
}

// Finds the first bad character and lets the text end where the piece with it begins.
static void find_problem(struct yaml_scanner *s)
{
	unsigned width = 0;
	const char *at = s->at;
	for (; at < s->end && !s->bad; at += width)
		s->bad = character_problem(at, s->end, &width);
	if (!s->bad)
		return;
	at -= width;
	const char *decoded = s->at;
	for (const char *chunk = s->chunk;;) {
		const char *next = chunk_end(chunk, decoded, s->end);
		if (next > at || next == decoded)
			break;
		chunk = decoded = next;
	}
	// An incomplete character at the very end does not spoil its piece: it is only missed after it.
	bool incomplete = (size_t)(s->end - at) < width;
	s->end = incomplete ? at : decoded;
}

// One UTF-16 character; the width is 0 if it is cut off.
static const char *utf16_problem(struct str text, size_t at, bool big, uint32_t *ret_rune, unsigned *ret_width)
{
	const unsigned char *p = (const unsigned char *)text.data + at;
	size_t left = text.len - at;
	*ret_width = 0;
	if (left < 2)
		return "incomplete UTF-16 character";
	uint32_t c = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
	*ret_width = 2;
	if ((c & 0xFC00) == 0xDC00)
		return "unexpected low surrogate area";
	if ((c & 0xFC00) == 0xD800) {
		*ret_width = left < 4 ? 0 : 4;
		if (left < 4)
			return "incomplete UTF-16 surrogate pair";
		uint32_t low = big ? (uint32_t)p[2] << 8 | p[3] : (uint32_t)p[3] << 8 | p[2];
		if ((low & 0xFC00) != 0xDC00)
			return "expected low surrogate area";
		c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
	}
	*ret_rune = c;
	return is_allowed(c) ? NULL : "control characters are not allowed";
}

// Text that is marked as UTF-16 becomes UTF-8. A bad character takes the part of its piece before it along.
static struct str from_utf16(struct yaml_scanner *s, struct str text)
{
	bool big = (unsigned char)text.data[0] == 0xFE;
	struct strbuf out = strbuf_in(s->arena);
	size_t piece = 0, piece_out = 0;
	for (size_t at = 2; at < text.len && !s->bad;) {
		uint32_t c;
		unsigned width;
		s->bad = utf16_problem(text, at, big, &c, &width);
		if (at + width > piece + CHUNK) {
			piece = at;
			piece_out = out.len;
		}
		if (s->bad && width)
			strbuf_truncate(&out, piece_out);
		if (!s->bad)
			utf8_encode(&out, c);
		at += width;
	}
	strbuf_add_repeat(&out, '\0', PADDING);
	out.len -= PADDING;
	return strbuf_peek(&out);
}

static bool has_prefix(struct str text, const char *mark, size_t len)
{
	return text.len >= len && memcmp(text.data, mark, len) == 0;
}

// The text ended by NULs, without the mark of its encoding.
static struct str take_text(struct yaml_scanner *s, struct str text)
{
	if (has_prefix(text, "\xFF\xFE", 2) || has_prefix(text, "\xFE\xFF", 2)) {
		struct str utf8 = from_utf16(s, text);
		s->chunk = utf8.data;
		return utf8;
	}
	char *copy = arena_alloc_text(s->arena, text.len + PADDING);
	if (text.len)
		memcpy(copy, text.data, text.len);
	memset(copy + text.len, 0, PADDING);
	s->chunk = copy;
	return str_trim_prefix((struct str){ copy, text.len }, STR("\xEF\xBB\xBF"));
}

void yaml_input_open(struct yaml_scanner *s, struct str text)
{
	text = take_text(s, text);
	s->at = s->line_start = s->window = s->decoded = text.data;
	s->end = text.data + text.len;
	unsigned classes = classify(s->at, s->end);
	s->simple_text = classes == 0;
	if (!s->bad && (classes & (NON_ASCII | CONTROL)))
		find_problem(s);
	s->watched = s->bad || ((classes & NON_ASCII) && memmem(s->at, (size_t)(s->end - s->at), "\xEF\xBB\xBF", 3));
	// What lies behind the end is not to be seen: the scanner takes a NUL for the end. The copy is its own.
	if (s->bad)
		memset((char *)s->end, 0, (size_t)(text.data + text.len - s->end));
}

// Characters between two places, counted up to `limit`.
static size_t count_characters(const char *at, const char *end, size_t limit)
{
	size_t count = 0;
	for (; at < end && count < limit; count++)
		at += yaml_char_width(*at);
	return count;
}

bool yaml_input_need(struct yaml_scanner *s, size_t count)
{
	if (count_characters(s->at, s->decoded, count) + s->nuls >= count)
		return true;
	s->window = s->at;
	while (count_characters(s->at, s->decoded, count) + s->nuls < count) {
		if (s->decoded < s->end) {
			s->decoded = s->chunk = chunk_end(s->chunk, s->decoded, s->end);
		} else if (s->bad) {
			return fail(s->err, NOWHERE, "yaml: %s", s->bad);
		} else {
			s->nuls++; // the end of the text; go-yaml puts one NUL there each time
			break;
		}
	}
	return true;
}
