// SPDX-License-Identifier: Apache-2.0
// Keys are read as encoding/asn1 reads Go's structs: a table of fields for each. Certificates are taken apart as x509
// does it, part after part.
#include "func/x509.h"

#include <stdint.h>

#include "base/strbuf.h"
#include "func/der.h"

// ---- encoding/asn1 -----------------------------------------------------------------------------------------------

struct head {
	unsigned class, tag;
	bool is_compound;
	size_t length;
};

enum field_kind { FIELD_INT, FIELD_BIG, FIELD_OCTETS, FIELD_ALGORITHM };

// What has a tag of its own is optional, as is what stands at the end of all three structs that have such parts: nobody
// reads it.
struct shape {
	const char *name;
	enum field_kind fields[7];
	size_t len;
};

static const struct shape shapes[] = {
	[KEY_PKCS1] = { "pkcs1PrivateKey", { FIELD_INT, FIELD_BIG, FIELD_INT, FIELD_BIG, FIELD_BIG, FIELD_BIG }, 6 },
	[KEY_DSA_FORM] = { "DSAKeyFormat", { FIELD_INT, FIELD_BIG, FIELD_BIG, FIELD_BIG, FIELD_BIG, FIELD_BIG }, 6 },
	[KEY_SEC1] = { "ecPrivateKey", { FIELD_INT, FIELD_OCTETS }, 2 },
	[KEY_PKCS8] = { "pkcs8", { FIELD_INT, FIELD_ALGORITHM, FIELD_OCTETS }, 3 },
};

static bool syntax(struct error *err, const char *what)
{
	return fail(err, NOWHERE, "asn1: syntax error: %s", what);
}

static bool structure(struct error *err, const char *what)
{
	return fail(err, NOWHERE, "asn1: structure error: %s", what);
}

static bool take_byte(struct str bytes, size_t *at, unsigned *ret, struct error *err)
{
	if (*at >= bytes.len)
		return syntax(err, "truncated tag or length");
	*ret = (unsigned char)bytes.data[(*at)++];
	return true;
}

// A tag beyond 30: 7 bits in each byte.
static bool take_long_tag(struct str bytes, size_t *at, unsigned *ret, struct error *err)
{
	uint64_t number = 0;
	for (int shifted = 0; *at < bytes.len; shifted++) {
		unsigned byte = (unsigned char)bytes.data[(*at)++];
		if (shifted == 5)
			return structure(err, "base 128 integer too large");
		if (shifted == 0 && byte == 0x80)
			return syntax(err, "integer is not minimally encoded");
		number = number << 7 | (byte & 0x7F);
		if (byte & 0x80)
			continue;
		if (number > INT32_MAX)
			return structure(err, "base 128 integer too large");
		*ret = (unsigned)number;
		return number >= 0x1F || syntax(err, "non-minimal tag");
	}
	return syntax(err, "truncated base 128 integer");
}

static bool take_length(struct str bytes, size_t *at, size_t *ret, struct error *err)
{
	unsigned byte;
	if (!take_byte(bytes, at, &byte, err))
		return false;
	*ret = byte;
	if (byte < 0x80)
		return true;
	*ret = 0;
	if (byte == 0x80)
		return syntax(err, "indefinite length found (not DER)");
	for (unsigned left = byte & 0x7F; left > 0; left--) {
		if (!take_byte(bytes, at, &byte, err))
			return false;
		if (*ret >= 1u << 23)
			return structure(err, "length too large");
		*ret = *ret << 8 | byte;
		if (*ret == 0)
			return structure(err, "superfluous leading zeros in length");
	}
	return *ret >= 0x80 || structure(err, "non-minimal length");
}

static bool take_head(struct str bytes, size_t *at, struct head *ret, struct error *err)
{
	unsigned byte = (unsigned char)bytes.data[(*at)++];
	*ret = (struct head){ byte >> 6, byte & 0x1F, (byte & 0x20) != 0, 0 };
	return (ret->tag != 0x1F || take_long_tag(bytes, at, &ret->tag, err)) &&
	       take_length(bytes, at, &ret->length, err);
}

// One value of that tag off `bytes` at *at; `name` is the Go type's.
static bool take_value(struct str bytes, size_t *at, unsigned tag, const char *name, struct str *ret, struct error *err)
{
	struct head head;
	if (*at == bytes.len)
		return syntax(err, "sequence truncated");
	if (!take_head(bytes, at, &head, err))
		return false;
	if (head.class || head.tag != (tag & 0x1F) || head.is_compound != ((tag & 0x20) != 0))
		return fail(
			err, NOWHERE,
			"asn1: structure error: tags don't match (%u vs {class:%u tag:%u length:%zu isCompound:%s}) "
			"{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> "
			"stringType:0 timeType:0 set:false omitEmpty:false} %s @%zu",
			tag & 0x1F, head.class, head.tag, head.length, head.is_compound ? "true" : "false", name, *at);
	if (head.length > bytes.len - *at)
		return syntax(err, "data truncated");
	*ret = str_slice(bytes, *at, *at + head.length);
	*at += head.length;
	return true;
}

static bool check_integer(struct str bytes, bool fits, struct error *err)
{
	if (bytes.len == 0)
		return structure(err, "empty integer");
	if (bytes.len > 1) {
		unsigned first = (unsigned char)bytes.data[0], second = (unsigned char)bytes.data[1];
		if ((first == 0 && second < 0x80) || (first == 0xFF && second >= 0x80))
			return structure(err, "integer not minimally-encoded");
	}
	return !fits || bytes.len <= 8 || structure(err, "integer too large");
}

// What the fields of a key say that is looked at.
struct key_parts {
	struct str version, octets, algorithm, parameters, rest;
	struct str numbers[5]; // the large ones, of RSA: n, d, p, q
	size_t numbers_len;
};

static bool take_algorithm(struct str bytes, struct key_parts *ret, struct error *err)
{
	size_t at = 0;
	if (!take_value(bytes, &at, DER_OID, "ObjectIdentifier", &ret->algorithm, err))
		return false;
	if (ret->algorithm.len == 0)
		return syntax(err, "zero length OBJECT IDENTIFIER");
	ret->parameters = str_from(bytes, at);
	struct head head;
	return at == bytes.len ||
	       (take_head(bytes, &at, &head, err) && (head.length <= bytes.len - at || syntax(err, "data truncated")));
}

static bool take_field(struct str bytes, size_t *at, enum field_kind kind, struct key_parts *parts, struct error *err)
{
	struct str value;
	switch (kind) {
	case FIELD_INT:
	case FIELD_BIG:
		if (!take_value(bytes, at, DER_INTEGER, kind == FIELD_INT ? "int" : "", &value, err) ||
		    !check_integer(value, kind == FIELD_INT, err))
			return false;
		if (!parts->version.data)
			parts->version = value;
		if (kind == FIELD_BIG)
			parts->numbers[parts->numbers_len++] = value;
		return true;
	case FIELD_OCTETS: return take_value(bytes, at, DER_OCTETS, "", &parts->octets, err);
	case FIELD_ALGORITHM: break;
	}
	return take_value(bytes, at, DER_SEQUENCE_TAG, "AlgorithmIdentifier", &value, err) &&
	       take_algorithm(value, parts, err);
}

static bool unmarshal(struct str der, enum key_encoding encoding, struct key_parts *ret, struct error *err)
{
	const struct shape *shape = &shapes[encoding];
	size_t outer = 0, at = 0;
	struct str fields;
	*ret = (struct key_parts){ .version = { NULL, 0 } };
	if (!take_value(der, &outer, DER_SEQUENCE_TAG, shape->name, &fields, err))
		return false;
	for (size_t i = 0; i < shape->len; i++)
		if (!take_field(fields, &at, shape->fields[i], ret, err))
			return false;
	ret->rest = encoding == KEY_SEC1 ? str_from(fields, at) : str_from(der, outer);
	return true;
}

// ---- keys --------------------------------------------------------------------------------------------------------

static bool check_key(struct arena *arena, enum key_encoding encoding, struct str der, struct str curve,
                      struct error *err);

// The key is of another form than its name says?
static bool is_other_form(struct arena *arena, struct str der, enum key_encoding encoding, struct error *err)
{
	static const struct {
		enum key_encoding encoding;
		const char *function;
	} forms[] = { { KEY_SEC1, "EC" }, { KEY_PKCS8, "PKCS8" }, { KEY_PKCS1, "PKCS1" } };
	for (size_t i = 0; encoding != KEY_DSA_FORM && i < ARRAY_LEN(forms); i++) {
		struct error ignored = { .arena = arena };
		struct key_parts parts;
		if (forms[i].encoding == encoding || !unmarshal(der, forms[i].encoding, &parts, &ignored))
			continue;
		fail(err, NOWHERE,
		     "x509: failed to parse private key (use Parse%sPrivateKey instead for this key format)",
		     forms[i].function);
		return true;
	}
	return false;
}

static struct str without_zeros(struct str number)
{
	while (number.len && number.data[0] == 0)
		number = str_from(number, 1);
	return number;
}

static bool is_product(struct arena *arena, struct str n, struct str p, struct str q)
{
	size_t len = p.len + q.len;
	unsigned char *product = ARENA_ARRAY(arena, unsigned char, len + 1);
	for (size_t i = p.len; i-- > 0;) {
		unsigned carry = 0;
		for (size_t j = q.len; j-- > 0;) {
			carry += product[i + j + 1] + (unsigned)(unsigned char)p.data[i] * (unsigned char)q.data[j];
			product[i + j + 1] = (unsigned char)carry;
			carry >>= 8;
		}
		product[i] = (unsigned char)carry;
	}
	return str_eq(without_zeros((struct str){ (char *)product, len }), without_zeros(n));
}

static bool check_rsa(struct arena *arena, const struct key_parts *parts, struct error *err)
{
	if (parts->rest.len)
		return syntax(err, "trailing data");
	for (size_t i = 0; i < parts->numbers_len; i++)
		if ((parts->numbers[i].data[0] & 0x80) || !without_zeros(parts->numbers[i]).len)
			return fail(err, NOWHERE, "x509: private key contains zero or negative value");
	return is_product(arena, parts->numbers[0], parts->numbers[2], parts->numbers[3]) ||
	       fail(err, NOWHERE, "crypto/rsa: p * q != n");
}

static void print_oid(struct strbuf *out, struct str oid)
{
	uint64_t number = 0;
	bool is_first = true;
	for (size_t i = 0; i < oid.len; i++) {
		number = number << 7 | ((unsigned char)oid.data[i] & 0x7F);
		if ((unsigned char)oid.data[i] & 0x80)
			continue;
		uint64_t top = number < 80 ? number / 40 : 2;
		if (is_first)
			strbuf_printf(out, "%llu.%llu", (unsigned long long)top,
			              (unsigned long long)(number - 40 * top));
		else
			strbuf_printf(out, ".%llu", (unsigned long long)number);
		is_first = false;
		number = 0;
	}
}

// P-224, P-256, P-384, P-521
static bool is_known_curve(struct str oid)
{
	return str_eq(oid, STR("\x2B\x81\x04\x00\x21")) || str_eq(oid, STR("\x2A\x86\x48\xCE\x3D\x03\x01\x07")) ||
	       str_eq(oid, STR("\x2B\x81\x04\x00\x22")) || str_eq(oid, STR("\x2B\x81\x04\x00\x23"));
}

// [0] { curve } behind the number of a SEC 1 key.
static struct str own_curve(struct str rest)
{
	unsigned tag;
	struct str inner, curve;
	bool found = der_take(&rest, &tag, &inner) && tag == DER_CONTEXT_CONSTRUCTED &&
	             der_take(&inner, &tag, &curve) && tag == DER_OID;
	return found ? curve : STR_NONE;
}

static bool check_ed25519(const struct key_parts *parts, struct error *err)
{
	enum { SEED_SIZE = 32 };
	size_t at = 0;
	struct str seed;
	if (parts->parameters.len)
		return fail(err, NOWHERE, "x509: invalid Ed25519 private key parameters");
	if (!take_value(parts->octets, &at, DER_OCTETS, "", &seed, err))
		return fail_in(err, "x509: invalid Ed25519 private key");
	return seed.len == SEED_SIZE || fail(err, NOWHERE, "x509: invalid Ed25519 private key length: %zu", seed.len);
}

static bool check_wrapped(struct arena *arena, const struct key_parts *parts, struct error *err)
{
	struct str parameters = parts->parameters, curve = STR_NONE;
	struct strbuf oid = strbuf_in(arena);
	unsigned tag;
	if (str_eq(parts->algorithm, STR("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01")))
		return check_key(arena, KEY_PKCS1, parts->octets, STR_NONE, err) ||
		       fail_in(err, "x509: failed to parse RSA private key embedded in PKCS#8");
	if (str_eq(parts->algorithm, STR("\x2A\x86\x48\xCE\x3D\x02\x01"))) {
		if (!der_take(&parameters, &tag, &curve) || tag != DER_OID)
			curve = STR_NONE;
		return check_key(arena, KEY_SEC1, parts->octets, curve, err) ||
		       fail_in(err, "x509: failed to parse EC private key embedded in PKCS#8");
	}
	if (str_eq(parts->algorithm, STR("\x2B\x65\x70")))
		return check_ed25519(parts, err);
	if (str_eq(parts->algorithm, STR("\x2B\x65\x6E"))) // X25519
		return true;
	print_oid(&oid, parts->algorithm);
	return fail(err, NOWHERE, "x509: PKCS#8 wrapping contained private key with unknown algorithm: %.*s",
	            STR_FMT(strbuf_peek(&oid)));
}

static bool check_key(struct arena *arena, enum key_encoding encoding, struct str der, struct str curve,
                      struct error *err)
{
	struct key_parts parts;
	if (!unmarshal(der, encoding, &parts, err)) {
		struct error other = { .arena = arena };
		if (is_other_form(arena, der, encoding, &other))
			return fail_text(err, NOWHERE, other.message);
		return encoding == KEY_SEC1 ? fail_in(err, "x509: failed to parse EC private key") : false;
	}
	switch (encoding) {
	case KEY_PKCS1: return check_rsa(arena, &parts, err);
	case KEY_PKCS8: return check_wrapped(arena, &parts, err);
	case KEY_DSA_FORM: return true;
	case KEY_SEC1: break;
	}
	if (!str_eq(parts.version, STR("\x01")))
		return fail(err, NOWHERE, "x509: unknown EC private key version %d",
		            (signed char)parts.version.data[0]);
	return is_known_curve(curve.len ? curve : own_curve(parts.rest)) ||
	       fail(err, NOWHERE, "x509: unknown elliptic curve");
}

bool x509_check_key(struct arena *arena, enum key_encoding encoding, struct str der, struct error *err)
{
	return check_key(arena, encoding, der, STR_NONE, err);
}

// ---- certificates ------------------------------------------------------------------------------------------------

static bool take_tagged(struct str *rest, unsigned wanted, struct str *ret)
{
	unsigned tag;
	return der_take(rest, &tag, ret) && tag == wanted;
}

static const char *version_problem(struct str *tbs)
{
	struct str wrapped, version;
	if (tbs->len == 0 || (unsigned char)tbs->data[0] != DER_CONTEXT_CONSTRUCTED)
		return NULL;
	if (!take_tagged(tbs, DER_CONTEXT_CONSTRUCTED, &wrapped) || !take_tagged(&wrapped, DER_INTEGER, &version) ||
	    wrapped.len || version.len == 0 || (version.data[0] & 0x80))
		return "malformed version";
	return version.len > 1 || version.data[0] > 2 ? "invalid version" : NULL;
}

// The parts of what is signed, in their order; `outer`: what stands behind it.
static const char *certificate_problem(struct str tbs, struct str outer)
{
	static const struct {
		const char *problem;
	} parts[] = { { "malformed issuer" }, { "malformed validity" }, { "malformed issuer" }, { "malformed spki" } };
	struct str serial, inner, again, part;
	const char *problem = version_problem(&tbs);
	if (problem)
		return problem;
	if (!take_tagged(&tbs, DER_INTEGER, &serial) || serial.len == 0)
		return "malformed serial number";
	if (serial.data[0] & 0x80)
		return "negative serial number";
	if (!take_tagged(&tbs, DER_SEQUENCE_TAG, &inner))
		return "malformed signature algorithm identifier";
	if (!take_tagged(&outer, DER_SEQUENCE_TAG, &again))
		return "malformed algorithm identifier";
	if (!str_eq(inner, again))
		return "inner and outer signature algorithm identifiers don't match";
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!take_tagged(&tbs, DER_SEQUENCE_TAG, &part))
			return parts[i].problem;
	return take_tagged(&outer, DER_BIT_STRING, &part) ? NULL : "malformed signature";
}

bool x509_check_certificate(struct str der, struct error *err)
{
	struct str whole, tbs;
	if (!take_tagged(&der, DER_SEQUENCE_TAG, &whole))
		return fail(err, NOWHERE, "x509: malformed certificate");
	if (!take_tagged(&whole, DER_SEQUENCE_TAG, &tbs))
		return fail(err, NOWHERE, "x509: malformed tbs certificate");
	const char *problem = certificate_problem(tbs, whole);
	if (problem)
		return fail(err, NOWHERE, "x509: %s", problem);
	return der.len == 0 || fail(err, NOWHERE, "x509: trailing data");
}
