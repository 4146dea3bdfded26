// SPDX-License-Identifier: Apache-2.0
// Certificates as Go's x509.CreateCertificate writes them from Sprig's template: the parts are put together here, byte
// for byte as Go encodes them, and libcrypto only makes keys and signatures.
//
//     make_certificate: tbs_certificate (names, validity, extensions) → key_sign → PEM
#include "base/random.h"
#include "base/strbuf.h"
#include "func/der.h"
#include "func/families.h"
#include "func/libcrypto.h"
#include "func/panic.h"
#include "func/pem.h"
#include "func/x509.h"
#include "text/address.h"
#include "text/digest.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "text/utf8.h"
#include "value/object.h"
#include "value/print.h"

struct certificate_object {
	struct object object;
	struct str cert, key;
};

// What a certificate is made of. `issuer` NULL: it is signed with its own key.
struct request {
	struct str name;
	struct list *ips, *dns_names; // NULL: nil
	int64_t days;
	bool is_ca;
	const struct key *key;
	const struct certificate_info *issuer;
	const struct key *issuer_key;
};

static const struct certificate_object *certificate_of(const struct object *self)
{
	return (const struct certificate_object *)self;
}

static bool certificate_field(struct arena *arena, const struct object *self, struct str name, struct value *ret)
{
	(void)arena;
	if (str_is(name, "Cert"))
		*ret = value_string(certificate_of(self)->cert);
	else if (str_is(name, "Key"))
		*ret = value_string(certificate_of(self)->key);
	else
		return false;
	return true;
}

static struct map *certificate_fields(struct arena *arena, const struct object *self)
{
	struct map *map = map_new(arena);
	map_set(arena, map, STR("Cert"), value_string(certificate_of(self)->cert));
	map_set(arena, map, STR("Key"), value_string(certificate_of(self)->key));
	return map;
}

static const struct object_class certificate_class = {
	.type_name = "sprig.certificate",
	.kind_name = "struct",
	.field = certificate_field,
	.fields = certificate_fields,
};

static struct value certificate_value(struct tmpl_call *call, struct str cert, struct str key)
{
	struct certificate_object *object = ARENA_NEW(call->arena, struct certificate_object);
	*object = (struct certificate_object){ { &certificate_class }, cert, key };
	return value_object(TYPE_CERTIFICATE, &object->object);
}

// ---- private keys ------------------------------------------------------------------------------------------------

static struct str key_pem(struct arena *arena, const struct key *key)
{
	static const struct str types[] = {
		[KEY_RSA] = STR_INIT("RSA PRIVATE KEY"),
		[KEY_DSA] = STR_INIT("DSA PRIVATE KEY"),
		[KEY_EC] = STR_INIT("EC PRIVATE KEY"),
		[KEY_ED25519] = STR_INIT("PRIVATE KEY"),
	};
	return pem_encode(arena, types[key_type(key)], key_private_der(arena, key));
}

static const struct key *parse_key(struct arena *arena, struct str text, struct error *err)
{
	static const struct {
		struct str type;
		enum key_encoding encoding;
		const char *frame;
	} forms[] = {
		{ STR_INIT("PRIVATE KEY"), KEY_PKCS8, "decoding PEM as PKCS#8" },
		{ STR_INIT("RSA PRIVATE KEY"), KEY_PKCS1, "parsing RSA private key from PEM" },
		{ STR_INIT("EC PRIVATE KEY"), KEY_SEC1, "parsing EC private key from PEM" },
		{ STR_INIT("DSA PRIVATE KEY"), KEY_DSA_FORM, "parsing DSA private key from PEM" },
	};
	struct pem pem;
	if (!pem_decode(arena, text, &pem)) {
		fail(err, NOWHERE, "no PEM data in input");
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (!str_eq(pem.type, forms[i].type))
			continue;
		const struct key *key = NULL;
		if (x509_check_key(arena, forms[i].encoding, pem.bytes, err))
			key = key_read(arena, forms[i].encoding, pem.bytes, err);
		if (!key)
			fail_in(err, "%s", forms[i].frame);
		return key;
	}
	if (str_has_suffix(pem.type, STR(" PRIVATE KEY")))
		fail(err, NOWHERE, "invalid private key type %.*s", STR_FMT(pem.type));
	else
		fail(err, NOWHERE, "no private key data in PEM block of type %.*s", STR_FMT(pem.type));
	return NULL;
}

static struct value fn_gen_private_key(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct str type = call->args[0].s;
	const struct key *key;
	if (type.len == 0 || str_is(type, "rsa"))
		key = key_generate(call->arena, KEY_RSA, 4096, &err);
	else if (str_is(type, "dsa"))
		key = key_generate(call->arena, KEY_DSA, 0, &err);
	else if (str_is(type, "ecdsa"))
		key = key_generate(call->arena, KEY_EC, 0, &err);
	else if (str_is(type, "ed25519"))
		key = key_generate(call->arena, KEY_ED25519, 0, &err);
	else
		return value_string(ARENA_CONCAT(call->arena, STR("Unknown type "), type));
	if (!key)
		return value_string(ARENA_CONCAT(call->arena, STR("failed to generate private key: "), err.message));
	return value_string(key_pem(call->arena, key));
}

// ---- parts of a certificate --------------------------------------------------------------------------------------

static struct str oid(struct arena *arena, struct str bytes)
{
	return der_wrap(arena, DER_OID, bytes);
}

static bool is_printable(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c && strchr(" '()+,-./:=?", c));
}

// A name of its common name alone; empty without one.
static bool subject(struct arena *arena, struct str name, struct str *ret, struct error *err)
{
	unsigned tag = DER_PRINTABLE_STRING;
	*ret = der_wrap(arena, DER_SEQUENCE_TAG, STR_NONE);
	if (name.len == 0)
		return true;
	for (size_t i = 0; i < name.len; i++)
		if (!is_printable(name.data[i]))
			tag = DER_UTF8_STRING;
	if (tag == DER_UTF8_STRING && !utf8_valid(name))
		return fail(err, NOWHERE, "asn1: string not valid UTF-8");
	struct str pair = DER_SEQUENCE(arena, oid(arena, STR("\x55\x04\x03")), der_wrap(arena, tag, name));
	*ret = DER_SEQUENCE(arena, der_wrap(arena, DER_SET_TAG, pair));
	return true;
}

static struct str point_in_time(struct arena *arena, struct gotime time)
{
	struct gotime_fields fields;
	struct strbuf buf = strbuf_in(arena);
	time.zone = NULL;
	gotime_fields(time, &fields);
	bool is_short = fields.year >= 1950 && fields.year < 2050;
	gotime_format(&buf, time, is_short ? STR("060102150405Z") : STR("20060102150405Z"));
	return der_wrap(arena, is_short ? DER_UTC_TIME : DER_GENERALIZED_TIME, strbuf_peek(&buf));
}

// The days wrap around at 292 years, as Go's durations do: no year has five digits.
static struct str validity(struct arena *arena, int64_t days)
{
	struct gotime now = gotime_now();
	int64_t nanos = (int64_t)((uint64_t)days * (uint64_t)(24 * 3600 * INT64_C(1000000000)));
	return DER_SEQUENCE(arena, point_in_time(arena, now), point_in_time(arena, gotime_add(now, nanos)));
}

static bool add_dns_names(struct arena *arena, const struct list *names, struct strbuf *out, struct error *err)
{
	for (size_t i = 0; names && i < names->len; i++) {
		struct str name = names->items[i].s;
		for (size_t j = 0; j < name.len; j++) {
			if ((unsigned char)name.data[j] < 0x80)
				continue;
			struct str shown = quoted(arena, name);
			return fail(err, NOWHERE, "x509: %.*s cannot be encoded as an IA5String", STR_FMT(shown));
		}
		strbuf_add(out, der_wrap(arena, DER_CONTEXT + 2, name));
	}
	return true;
}

static void add_ips(struct arena *arena, const struct list *ips, struct strbuf *out)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, 0xFF };
	struct error err = { .arena = arena };
	struct address address;
	for (size_t i = 0; ips && i < ips->len; i++) {
		address_parse(ips->items[i].s, &address, &err); // was checked before
		struct str bytes = { (char *)address.bytes, address.len };
		if (bytes.len == 16 && memcmp(bytes.data, mapped, sizeof(mapped)) == 0)
			bytes = str_from(bytes, sizeof(mapped));
		strbuf_add(out, der_wrap(arena, DER_CONTEXT + 7, bytes));
	}
}

static struct str extension(struct arena *arena, struct str id, bool critical, struct str value)
{
	return DER_SEQUENCE(arena, oid(arena, id), critical ? DER_TRUE : STR_NONE, der_wrap(arena, DER_OCTETS, value));
}

// The bits of the public key within its SubjectPublicKeyInfo.
static struct str public_bits(struct str info)
{
	unsigned tag;
	struct str parts, algorithm, bits = STR_NONE;
	if (der_take(&info, &tag, &parts) && der_take(&parts, &tag, &algorithm) && der_take(&parts, &tag, &bits))
		bits = str_from(bits, 1);
	return bits;
}

// RFC 7093: the leftmost 160 bits of the SHA-256 of the public key.
static struct str subject_id(struct arena *arena, const struct key *key)
{
	struct str hex = digest_sha256(arena, public_bits(key_public_der(arena, key)));
	char *bytes = arena_alloc_text(arena, 20);
	for (size_t i = 0; i < 20; i++) {
		uint64_t byte = 0;
		parse_uint(str_slice(hex, 2 * i, 2 * i + 2), 16, 64, &byte);
		bytes[i] = (char)byte;
	}
	return (struct str){ bytes, 20 };
}

static bool extensions(struct arena *arena, const struct request *request, struct str name, struct str *ret,
                       struct error *err)
{
	struct strbuf out = strbuf_in(arena), names = strbuf_in(arena);
	const struct certificate_info *issuer = request->issuer;
	strbuf_add(&out, extension(arena, STR("\x55\x1D\x0F"), true,
	                           request->is_ca ? STR("\x03\x02\x02\xA4") : STR("\x03\x02\x05\xA0")));
	struct str usages = DER_SEQUENCE(arena, oid(arena, STR("\x2B\x06\x01\x05\x05\x07\x03\x01")),
	                                 oid(arena, STR("\x2B\x06\x01\x05\x05\x07\x03\x02")));
	strbuf_add(&out, extension(arena, STR("\x55\x1D\x25"), false, usages));
	struct str constraints = der_wrap(arena, DER_SEQUENCE_TAG, request->is_ca ? DER_TRUE : STR_NONE);
	strbuf_add(&out, extension(arena, STR("\x55\x1D\x13"), true, constraints));
	if (request->is_ca) {
		struct str id = der_wrap(arena, DER_OCTETS, subject_id(arena, request->key));
		strbuf_add(&out, extension(arena, STR("\x55\x1D\x0E"), false, id));
	}
	if (issuer && issuer->subject_id.len && !str_eq(issuer->subject, name)) {
		struct str id = DER_SEQUENCE(arena, der_wrap(arena, DER_CONTEXT + 0, issuer->subject_id));
		strbuf_add(&out, extension(arena, STR("\x55\x1D\x23"), false, id));
	}
	if (!add_dns_names(arena, request->dns_names, &names, err))
		return false;
	add_ips(arena, request->ips, &names);
	if (names.len) {
		struct str list = der_wrap(arena, DER_SEQUENCE_TAG, strbuf_peek(&names));
		strbuf_add(&out, extension(arena, STR("\x55\x1D\x11"), request->name.len == 0, list));
	}
	*ret = der_wrap(arena, DER_CONTEXT_CONSTRUCTED + 3, der_wrap(arena, DER_SEQUENCE_TAG, strbuf_peek(&out)));
	return true;
}

// ---- making a certificate ----------------------------------------------------------------------------------------

struct signing {
	struct str algorithm; // DER of the AlgorithmIdentifier
	unsigned hash_bits;
};

static bool signing_of(struct arena *arena, const struct key *key, struct signing *ret, struct error *err)
{
	struct str null = der_wrap(arena, DER_NULL, STR_NONE);
	switch (key_type(key)) {
	case KEY_RSA:
		*ret = (struct signing){
			DER_SEQUENCE(arena, oid(arena, STR("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B")), null), 256
		};
		return true;
	case KEY_ED25519:
		*ret = (struct signing){ DER_SEQUENCE(arena, oid(arena, STR("\x2B\x65\x70"))), 0 };
		return true;
	case KEY_X25519:
	case KEY_DSA: return fail(err, NOWHERE, "x509: certificate private key does not implement crypto.Signer");
	case KEY_EC: break;
	}
	unsigned bits = key_bits(key), hash_bits = bits == 521 ? 512 : bits == 384 ? 384 : 256;
	struct str id = hash_bits == 512   ? STR("\x2A\x86\x48\xCE\x3D\x04\x03\x04")
	                : hash_bits == 384 ? STR("\x2A\x86\x48\xCE\x3D\x04\x03\x03")
	                                   : STR("\x2A\x86\x48\xCE\x3D\x04\x03\x02");
	*ret = (struct signing){ DER_SEQUENCE(arena, oid(arena, id)), hash_bits };
	return true;
}

static bool tbs_certificate(struct arena *arena, const struct request *request, const struct signing *signing,
                            struct str *ret, struct error *err)
{
	struct str name, more;
	char serial[16];
	random_bytes(serial, sizeof(serial));
	enum key_type type = key_type(request->key);
	if (type == KEY_DSA || type == KEY_X25519)
		return fail(err, NOWHERE, "x509: unsupported public key type: *%s.PublicKey",
		            type == KEY_DSA ? "dsa" : "ecdh");
	if (!subject(arena, request->name, &name, err))
		return false;
	if (request->issuer && !str_eq(request->issuer->public_der, key_public_der(arena, request->issuer_key)))
		return fail(err, NOWHERE, "x509: provided PrivateKey doesn't match parent's PublicKey");
	if (!extensions(arena, request, name, &more, err))
		return false;
	*ret = DER_SEQUENCE(arena, der_wrap(arena, DER_CONTEXT_CONSTRUCTED + 0, der_integer(arena, STR("\x02"))),
	                    der_integer(arena, (struct str){ serial, sizeof(serial) }), signing->algorithm,
	                    request->issuer ? request->issuer->subject : name, validity(arena, request->days), name,
	                    key_public_der(arena, request->key), more);
	return true;
}

static bool signed_certificate(struct arena *arena, const struct request *request, struct str *ret, struct error *err)
{
	const struct key *signer = request->issuer ? request->issuer_key : request->key;
	struct signing signing = { 0 };
	struct str tbs, signature;
	if (!signing_of(arena, signer, &signing, err) || !tbs_certificate(arena, request, &signing, &tbs, err) ||
	    !key_sign(arena, signer, signing.hash_bits, tbs, &signature, err))
		return fail_in(err, "error creating certificate");
	*ret = DER_SEQUENCE(arena, tbs, signing.algorithm, der_bits(arena, signature));
	return true;
}

static void check_texts(struct tmpl_call *call, const struct list *list, const char *what)
{
	for (size_t i = 0; list && i < list->len; i++) {
		if (list->items[i].kind == VALUE_STRING)
			continue;
		struct strbuf buf = strbuf_in(call->arena);
		value_print(&buf, list->items[i]);
		tmpl_fail(call, "error %s: %.*s is not a string", what, STR_FMT(strbuf_peek(&buf)));
	}
}

// As Sprig goes through them: the first that is no text or no address is the error.
static void check_ips(struct tmpl_call *call, const struct list *ips)
{
	for (size_t i = 0; ips && i < ips->len; i++) {
		struct list one = { &ips->items[i], 1, 1 };
		struct error err = { .arena = call->arena };
		struct address address;
		check_texts(call, &one, "parsing ip");
		if (!address_parse(one.items[0].s, &address, &err) || address.zone.len)
			tmpl_fail(call, "error parsing ip: %.*s", STR_FMT(one.items[0].s));
	}
}

static struct value make_certificate(struct tmpl_call *call, const struct request *request)
{
	struct error err = { .arena = call->arena };
	struct str der;
	check_ips(call, request->ips);
	check_texts(call, request->dns_names, "processing alternate dns name");
	if (!signed_certificate(call->arena, request, &der, &err))
		fail_with(call, &err);
	return certificate_value(call, pem_encode(call->arena, STR("CERTIFICATE"), der),
	                         key_pem(call->arena, request->key));
}

static const struct key *new_key(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	const struct key *key = key_generate(call->arena, KEY_RSA, 2048, &err);
	if (!key)
		tmpl_fail(call, "error generating rsa key: %.*s", STR_FMT(err.message));
	return key;
}

static const struct key *given_key(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	const struct key *key = parse_key(call->arena, call->args[call->count - 1].s, &err);
	if (!key)
		tmpl_fail(call, "parsing private key: %.*s", STR_FMT(err.message));
	return key;
}

// ---- functions ---------------------------------------------------------------------------------------------------

static struct value gen_ca(struct tmpl_call *call, const struct key *key)
{
	return make_certificate(
		call, &(struct request){ .name = call->args[0].s, .days = call->args[1].i, .is_ca = true, .key = key });
}

static struct value fn_gen_ca(struct tmpl_call *call)
{
	return gen_ca(call, new_key(call));
}

static struct value fn_gen_ca_with_key(struct tmpl_call *call)
{
	return gen_ca(call, given_key(call));
}

// The first four arguments of all but CAs: name, addresses, DNS names, days.
static struct request request_of(const struct tmpl_call *call, const struct key *key)
{
	const struct value *args = call->args;
	return (struct request){
		.name = args[0].s, .ips = args[1].list, .dns_names = args[2].list, .days = args[3].i, .key = key
	};
}

static struct value fn_gen_self_signed(struct tmpl_call *call)
{
	struct request request = request_of(call, new_key(call));
	return make_certificate(call, &request);
}

static struct value fn_gen_self_signed_with_key(struct tmpl_call *call)
{
	struct request request = request_of(call, given_key(call));
	return make_certificate(call, &request);
}

static struct value gen_signed(struct tmpl_call *call, const struct key *key)
{
	struct error err = { .arena = call->arena };
	const struct certificate_object *ca = certificate_of(call->args[4].object);
	struct request request = request_of(call, key);
	struct certificate_info info = { .subject = STR_NONE };
	struct pem pem;
	// Whoever made the certificate has written it, or looked at it before.
	if (pem_decode(call->arena, ca->cert, &pem) && certificate_read(call->arena, pem.bytes, &info, &err))
		request.issuer_key = parse_key(call->arena, ca->key, &err);
	if (!request.issuer_key)
		fail_with(call, &err);
	request.issuer = &info;
	return make_certificate(call, &request);
}

static struct value fn_gen_signed(struct tmpl_call *call)
{
	return gen_signed(call, new_key(call));
}

static struct value fn_gen_signed_with_key(struct tmpl_call *call)
{
	return gen_signed(call, given_key(call));
}

static struct value fn_build_custom(struct tmpl_call *call)
{
	struct error err = { .arena = call->arena };
	struct str cert, key;
	struct certificate_info info;
	struct pem pem;
	size_t bad;
	if (!base64_decode(call->arena, call->args[0].s, &cert, &bad))
		tmpl_fail(call, "unable to decode base64 certificate");
	if (!base64_decode(call->arena, call->args[1].s, &key, &bad))
		tmpl_fail(call, "unable to decode base64 private key");
	if (!pem_decode(call->arena, cert, &pem))
		tmpl_fail(call, "unable to decode certificate");
	if (!x509_check_certificate(pem.bytes, &err) || !certificate_read(call->arena, pem.bytes, &info, &err))
		tmpl_fail(call, "error parsing certificate: decodedCert.Bytes: %.*s", STR_FMT(err.message));
	if (!parse_key(call->arena, key, &err))
		tmpl_fail(call, "error parsing private key: %.*s", STR_FMT(err.message));
	return certificate_value(call, cert, key);
}

const struct tmpl_func func_certificate[] = {
	{ "buildCustomCert", "ss:C", fn_build_custom },
	{ "genCA", "si:C", fn_gen_ca },
	{ "genCAWithKey", "sis:C", fn_gen_ca_with_key },
	{ "genPrivateKey", "s:s", fn_gen_private_key },
	{ "genSelfSignedCert", "sLLi:C", fn_gen_self_signed },
	{ "genSelfSignedCertWithKey", "sLLis:C", fn_gen_self_signed_with_key },
	{ "genSignedCert", "sLLiC:C", fn_gen_signed },
	{ "genSignedCertWithKey", "sLLiCs:C", fn_gen_signed_with_key },
	{ NULL },
};
