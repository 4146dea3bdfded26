// SPDX-License-Identifier: Apache-2.0
// words_to_lower cuts the text into runs (next_word: capitals, letters, digits, connectors, punctuation, others) and
// then decides between which of them a connector goes. A number sticks to the word before it if letters do not follow
// ("bld4_floor"), else it begins a word of its own ("http_2xx"). Bytes that are no UTF-8 count with what is before
// them.
#include "func/words.h"

#include "base/strbuf.h"
#include "text/utf8.h"

enum word_type {
	WORD_INVALID, /* also the end of the text */
	WORD_NUMBER,
	WORD_UPPER,
	WORD_ALPHABET,
	WORD_CONNECTOR,
	WORD_PUNCTUATION,
	WORD_OTHER,
};

struct word {
	enum word_type type;
	struct str text;
};

// What is left to read, and the word that was read last.
struct reader {
	struct str rest;
	struct word word;
};

static bool is_connector(uint32_t rune)
{
	return rune == '-' || rune == '_' || rune_is_space(rune);
}

// Letters but for Chinese characters, which have no case and are words by themselves.
static bool is_alphabet(uint32_t rune)
{
	bool is_han = (rune >= 0x4E00 && rune <= 0x9FCC) || (rune >= 0x3400 && rune <= 0x4D85) ||
	              (rune >= 0x20000 && rune <= 0x2B81D);
	return rune_is_letter(rune) && !is_han;
}

static bool is_small(uint32_t rune)
{
	return is_alphabet(rune) && !rune_is_upper(rune);
}

static bool is_other(uint32_t rune)
{
	return !is_connector(rune) && !is_alphabet(rune) && !rune_is_number(rune) && !rune_is_punct(rune);
}

// The next valid rune and the bytes up to its end; `previous` if there is none, so that a run goes on to the end.
static uint32_t next_rune(struct str s, uint32_t previous, size_t *ret_size)
{
	size_t taken = 0, size;
	while (taken < s.len) {
		uint32_t rune = utf8_decode(str_from(s, taken), &size);
		taken += size;
		if (rune != RUNE_ERROR) {
			*ret_size = taken;
			return rune;
		}
	}
	*ret_size = taken;
	return previous;
}

// Bytes from `at` on that belong to the run. *rune is the last rune looked at, *ret_last the size of the last that
// fits.
static size_t run_length(struct str s, size_t at, uint32_t *rune, bool (*fits)(uint32_t), size_t *ret_last)
{
	size_t size, start = at;
	while (at < s.len) {
		*rune = next_rune(str_from(s, at), *rune, &size);
		if (!fits(*rune))
			break;
		*ret_last = size;
		at += size;
	}
	return at - start;
}

// A capital and what follows: capitals ("HTTP" of "HTTPServer": the last one belongs to the next word), or small
// letters.
static size_t upper_length(struct str s, size_t first, uint32_t rune)
{
	size_t size, last = 0, len = first;
	if (len == s.len)
		return len;
	rune = next_rune(str_from(s, len), rune, &size);
	if (rune_is_upper(rune)) {
		last = size;
		len += size;
		len += run_length(s, len, &rune, rune_is_upper, &last);
		if (len < s.len && is_alphabet(rune))
			len -= last;
	} else if (is_alphabet(rune)) {
		len += size;
		len += run_length(s, len, &rune, is_small, &last);
	}
	return len;
}

static void next_word(struct reader *reader)
{
	struct str s = reader->rest;
	size_t size, last = 0;
	uint32_t rune = next_rune(s, RUNE_ERROR, &size);
	struct word *word = &reader->word;
	if (s.len == 0 || rune == RUNE_ERROR) {
		word->type = WORD_INVALID;
	} else if (is_connector(rune)) {
		word->type = WORD_CONNECTOR;
		size += run_length(s, size, &rune, is_connector, &last);
	} else if (rune_is_punct(rune)) {
		word->type = WORD_PUNCTUATION;
		size += run_length(s, size, &rune, rune_is_punct, &last);
	} else if (rune_is_upper(rune)) {
		word->type = WORD_UPPER;
		size = upper_length(s, size, rune);
	} else if (is_alphabet(rune)) {
		word->type = WORD_ALPHABET;
		size += run_length(s, size, &rune, is_small, &last);
	} else if (rune_is_number(rune)) {
		word->type = WORD_NUMBER;
		size += run_length(s, size, &rune, rune_is_number, &last);
	} else {
		word->type = WORD_OTHER;
		size += run_length(s, size, &rune, is_other, &last);
	}
	word->text = str_slice(s, 0, size);
	reader->rest = str_from(s, size);
}

static void add_word(struct strbuf *buf, struct word word, char connector)
{
	if (word.type != WORD_UPPER && word.type != WORD_CONNECTOR) {
		strbuf_add(buf, word.text);
		return;
	}
	size_t size;
	for (struct str s = word.text; s.len; s = str_from(s, size)) {
		uint32_t rune = utf8_decode(s, &size);
		if (is_connector(rune))
			strbuf_add_char(buf, connector);
		else
			utf8_encode(buf, rune_is_upper(rune) ? rune_to_lower(rune) : rune);
	}
}

static bool joins_by_itself(enum word_type type)
{
	return type == WORD_CONNECTOR || type == WORD_PUNCTUATION;
}

// Adds small letters and digits as long as they follow each other, then a connector if another word comes.
static void add_letters_and_digits(struct strbuf *buf, struct reader *reader, char connector)
{
	while (reader->word.type == WORD_ALPHABET || reader->word.type == WORD_NUMBER) {
		add_word(buf, reader->word, connector);
		next_word(reader);
	}
	if (reader->word.type != WORD_INVALID && !joins_by_itself(reader->word.type))
		strbuf_add_char(buf, connector);
}

// Behind a word: reader->word is what comes next, not added yet.
static void add_joint(struct strbuf *buf, struct reader *reader, char connector)
{
	struct word number = reader->word;
	if (number.type != WORD_NUMBER) {
		if (!joins_by_itself(number.type))
			strbuf_add_char(buf, connector);
		return;
	}
	if (reader->rest.len == 0)
		return;
	next_word(reader);
	if (reader->word.type != WORD_ALPHABET) {
		add_word(buf, number, connector);
		if (!joins_by_itself(reader->word.type))
			strbuf_add_char(buf, connector);
		return;
	}
	strbuf_add_char(buf, connector);
	add_word(buf, number, connector);
	add_letters_and_digits(buf, reader, connector);
}

struct str words_to_lower(struct arena *arena, struct str s, char connector)
{
	struct strbuf buf = strbuf_in(arena);
	struct reader reader = { .rest = s };
	next_word(&reader);
	while (reader.rest.len) {
		struct word previous = reader.word;
		if (previous.type != WORD_CONNECTOR)
			add_word(&buf, previous, connector);
		next_word(&reader);
		if (previous.type == WORD_NUMBER)
			add_letters_and_digits(&buf, &reader, connector);
		else if (previous.type == WORD_CONNECTOR)
			add_word(&buf, previous, connector);
		else if (previous.type != WORD_PUNCTUATION)
			add_joint(&buf, &reader, connector);
	}
	add_word(&buf, reader.word, connector);
	return strbuf_str(&buf, arena);
}

// The letters behind a connector, or all of a run of capitals but its first.
struct str words_to_pascal(struct arena *arena, struct str s)
{
	struct strbuf buf = strbuf_in(arena);
	size_t size = 0;
	uint32_t rune = 0;
	bool in_capitals = false;
	for (; s.len; utf8_encode(&buf, rune)) {
		rune = utf8_decode(s, &size);
		s = str_from(s, size);
		if (!is_connector(rune)) {
			in_capitals = rune_is_upper(rune);
			rune = rune_to_upper(rune);
			break;
		}
	}
	if (s.len == 0) {
		// A text of connectors alone gets its last one twice.
		if (size)
			utf8_encode(&buf, rune);
		return strbuf_str(&buf, arena);
	}
	while (s.len) {
		uint32_t previous = rune;
		rune = utf8_decode(s, &size);
		s = str_from(s, size);
		if (is_connector(previous) && !is_connector(rune)) {
			in_capitals = rune_is_upper(rune);
			rune = rune_to_upper(rune);
			continue;
		}
		if (!is_connector(previous) && in_capitals) {
			in_capitals = rune_is_upper(rune);
			if (in_capitals)
				rune = rune_to_lower(rune);
		}
		utf8_encode(&buf, previous);
	}
	utf8_encode(&buf, rune);
	return strbuf_str(&buf, arena);
}
