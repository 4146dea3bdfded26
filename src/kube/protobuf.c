// SPDX-License-Identifier: Apache-2.0
#include "kube/protobuf.h"

enum wire { WIRE_VARINT, WIRE_FIXED64, WIRE_BYTES, WIRE_FIXED32 = 5 };

static bool read_varint(struct str *message, uint64_t *ret)
{
	enum { MOST = 10 };
	*ret = 0;
	for (size_t i = 0; i < MOST && i < message->len; i++) {
		uint64_t byte = (unsigned char)message->data[i];
		*ret |= (byte & 0x7f) << 7 * i;
		if (byte < 0x80) {
			*message = str_from(*message, i + 1);
			return true;
		}
	}
	return false;
}

// How long the value is that stands here.
static bool read_length(struct str *message, enum wire wire, uint64_t *ret)
{
	uint64_t ignored;
	*ret = wire == WIRE_FIXED64 ? 8 : wire == WIRE_FIXED32 ? 4 : 0;
	switch (wire) {
	case WIRE_VARINT: return read_varint(message, &ignored);
	case WIRE_BYTES: return read_varint(message, ret);
	case WIRE_FIXED64:
	case WIRE_FIXED32: return true;
	default: return false;
	}
}

bool protobuf_next(struct str *message, struct protobuf_field *ret)
{
	struct str rest = *message;
	uint64_t tag, length;
	if (!read_varint(&rest, &tag) || !read_length(&rest, (enum wire)(tag & 7), &length) || length > rest.len)
		return false;
	*ret = (struct protobuf_field){ tag >> 3, str_slice(rest, 0, (size_t)length) };
	*message = str_from(rest, (size_t)length);
	return true;
}

struct str protobuf_bytes(struct str message, uint64_t number)
{
	struct str found = STR_NONE;
	struct protobuf_field field;
	while (protobuf_next(&message, &field))
		if (field.number == number)
			found = field.bytes;
	return found;
}

// runtime.Unknown: the object is its second field.
bool protobuf_object(struct str answer, struct str *ret)
{
	static const struct str magic = STR_INIT("k8s\0");
	enum { RAW = 2 };
	if (!str_has_prefix(answer, magic))
		return false;
	*ret = protobuf_bytes(str_from(answer, magic.len), RAW);
	return true;
}
