// SPDX-License-Identifier: Apache-2.0
// Signatures are tried in Go's order; what has none is text unless there are control characters in it.
#include "text/sniff.h"

#include <stdint.h>

enum { SHOWN = 512 };

static const char html[] = "text/html; charset=utf-8";

// In a pattern a dot stands for any byte.
static const struct {
	struct str pattern;
	const char *type;
} signatures[] = {
	{ STR_INIT("%PDF-"), "application/pdf" },
	{ STR_INIT("%!PS-Adobe-"), "application/postscript" },
	{ STR_INIT("\xFE\xFF.."), "text/plain; charset=utf-16be" },
	{ STR_INIT("\xFF\xFE.."), "text/plain; charset=utf-16le" },
	{ STR_INIT("\xEF\xBB\xBF."), "text/plain; charset=utf-8" },
	{ STR_INIT("\0\0\1\0"), "image/x-icon" },
	{ STR_INIT("\0\0\2\0"), "image/x-icon" },
	{ STR_INIT("BM"), "image/bmp" },
	{ STR_INIT("GIF87a"), "image/gif" },
	{ STR_INIT("GIF89a"), "image/gif" },
	{ STR_INIT("RIFF....WEBPVP"), "image/webp" },
	{ STR_INIT("\x89PNG\r\n\x1A\n"), "image/png" },
	{ STR_INIT("\xFF\xD8\xFF"), "image/jpeg" },
	{ STR_INIT("FORM....AIFF"), "audio/aiff" },
	{ STR_INIT("ID3"), "audio/mpeg" },
	{ STR_INIT("OggS\0"), "application/ogg" },
	{ STR_INIT("MThd\0\0\0\6"), "audio/midi" },
	{ STR_INIT("RIFF....AVI "), "video/avi" },
	{ STR_INIT("RIFF....WAVE"), "audio/wave" },
	{ STR_INIT("\x1A\x45\xDF\xA3"), "video/webm" },
	{ STR_INIT("..................................LP"), "application/vnd.ms-fontobject" },
	{ STR_INIT("\0\1\0\0"), "font/ttf" },
	{ STR_INIT("OTTO"), "font/otf" },
	{ STR_INIT("ttcf"), "font/collection" },
	{ STR_INIT("wOFF"), "font/woff" },
	{ STR_INIT("wOF2"), "font/woff2" },
	{ STR_INIT("PK\x03\x04"), "application/zip" },
	{ STR_INIT("Rar!\x1A\x07\x00"), "application/x-rar-compressed" },
	{ STR_INIT("Rar!\x1A\x07\x01\x00"), "application/x-rar-compressed" },
	{ STR_INIT("\0asm"), "application/wasm" },
};

static bool matches(struct str bytes, struct str pattern)
{
	if (bytes.len < pattern.len)
		return false;
	for (size_t i = 0; i < pattern.len; i++)
		if (pattern.data[i] != '.' && pattern.data[i] != bytes.data[i])
			return false;
	return true;
}

// One of the tags that pages begin with, in capitals or not, and a space or '>' behind it.
static bool is_html(struct str text)
{
	static const struct str tags[] = {
		STR_INIT("<!DOCTYPE HTML"),
		STR_INIT("<HTML"),
		STR_INIT("<HEAD"),
		STR_INIT("<SCRIPT"),
		STR_INIT("<IFRAME"),
		STR_INIT("<H1"),
		STR_INIT("<DIV"),
		STR_INIT("<FONT"),
		STR_INIT("<TABLE"),
		STR_INIT("<A"),
		STR_INIT("<STYLE"),
		STR_INIT("<TITLE"),
		STR_INIT("<B"),
		STR_INIT("<BODY"),
		STR_INIT("<BR"),
		STR_INIT("<P"),
		STR_INIT("<!--"),
	};
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		size_t at = 0;
		while (at < tags[i].len && at < text.len) {
			char c = tags[i].data[at], have = text.data[at];
			if (c != (c >= 'A' && c <= 'Z' ? have & ~0x20 : have))
				break;
			at++;
		}
		if (at == tags[i].len && at < text.len && (text.data[at] == ' ' || text.data[at] == '>'))
			return true;
	}
	return false;
}

// The first box names the brands of the file.
static bool is_mp4(struct str bytes)
{
	uint32_t size = 0;
	if (!matches(bytes, STR("....ftyp")))
		return false;
	for (size_t i = 0; i < sizeof(size); i++)
		size = size << 8 | (unsigned char)bytes.data[i];
	if (size > SHOWN || size % 4)
		return false;
	for (size_t at = 8; at < size; at += 4)
		if (at != 12 && str_has_prefix(str_from(bytes, at), STR("mp4")))
			return true;
	return false;
}

static bool is_text(struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		if (c <= 0x08 || c == 0x0b || (c >= 0x0e && c <= 0x1a) || (c >= 0x1c && c <= 0x1f))
			return false;
	}
	return true;
}

const char *sniff_type(struct str file)
{
	char buffer[SHOWN] = { 0 };
	struct str bytes = { buffer, SHOWN };
	memcpy(buffer, file.data, file.len < SHOWN ? file.len : SHOWN);
	struct str text = str_trim_left_set(bytes, "\t\n\f\r ");
	if (is_html(text))
		return html;
	if (str_has_prefix(text, STR("<?xml")))
		return "text/xml; charset=utf-8";
	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++)
		if (matches(bytes, signatures[i].pattern))
			return signatures[i].type;
	if (is_mp4(bytes))
		return "video/mp4";
	return is_text(bytes) ? "text/plain; charset=utf-8" : "application/octet-stream";
}
