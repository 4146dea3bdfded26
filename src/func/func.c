// SPDX-License-Identifier: Apache-2.0
// A name is searched in the index, which tells its family, and then in the family's table: both are in the order of
// their names.
#include "func/func.h"

#include "func/families.h"
#include "tmpl/tmpl.h"

static const struct entry {
	const char *name;
	const struct tmpl_func *family;
} functions[] = {
	{ "abbrev", func_case },
	{ "abbrevboth", func_case },
	{ "add", func_math },
	{ "add1", func_math },
	{ "add1f", func_math },
	{ "addf", func_math },
	{ "adler32sum", func_crypto },
	{ "ago", func_date },
	{ "all", func_logic },
	{ "any", func_logic },
	{ "append", func_list },
	{ "atoi", func_string },
	{ "b32dec", func_encoding },
	{ "b32enc", func_encoding },
	{ "b64dec", func_encoding },
	{ "b64enc", func_encoding },
	{ "base", func_path },
	{ "bcrypt", func_crypto },
	{ "biggest", func_math },
	{ "buildCustomCert", func_certificate },
	{ "camelcase", func_case },
	{ "cat", func_string },
	{ "ceil", func_math },
	{ "chunk", func_list },
	{ "clean", func_path },
	{ "coalesce", func_logic },
	{ "compact", func_list },
	{ "concat", func_list },
	{ "contains", func_string },
	{ "date", func_date },
	{ "dateInZone", func_date },
	{ "dateModify", func_date },
	{ "date_in_zone", func_date },
	{ "date_modify", func_date },
	{ "decryptAES", func_crypto },
	{ "deepCopy", func_dict },
	{ "deepEqual", func_reflect },
	{ "default", func_logic },
	{ "derivePassword", func_crypto },
	{ "dict", func_dict },
	{ "dig", func_dict },
	{ "dir", func_path },
	{ "div", func_math },
	{ "divf", func_math },
	{ "duration", func_date },
	{ "durationDays", func_duration },
	{ "durationHours", func_duration },
	{ "durationMicroseconds", func_duration },
	{ "durationMilliseconds", func_duration },
	{ "durationMinutes", func_duration },
	{ "durationNanoseconds", func_duration },
	{ "durationRound", func_date },
	{ "durationRoundTo", func_duration },
	{ "durationSeconds", func_duration },
	{ "durationTruncateTo", func_duration },
	{ "durationWeeks", func_duration },
	{ "empty", func_logic },
	{ "encryptAES", func_crypto },
	{ "ext", func_path },
	{ "fail", func_logic },
	{ "first", func_list },
	{ "float64", func_math },
	{ "floor", func_math },
	{ "fromJson", func_encoding },
	{ "fromJsonArray", func_encoding },
	{ "fromToml", func_encoding },
	{ "fromYaml", func_encoding },
	{ "fromYamlArray", func_encoding },
	{ "genCA", func_certificate },
	{ "genCAWithKey", func_certificate },
	{ "genPrivateKey", func_certificate },
	{ "genSelfSignedCert", func_certificate },
	{ "genSelfSignedCertWithKey", func_certificate },
	{ "genSignedCert", func_certificate },
	{ "genSignedCertWithKey", func_certificate },
	{ "get", func_dict },
	{ "getHostByName", func_url },
	{ "has", func_list },
	{ "hasKey", func_dict },
	{ "hasPrefix", func_string },
	{ "hasSuffix", func_string },
	{ "hello", func_logic },
	{ "htmlDate", func_date },
	{ "htmlDateInZone", func_date },
	{ "htpasswd", func_crypto },
	{ "include", tmpl_includes },
	{ "indent", func_string },
	{ "initial", func_list },
	{ "initials", func_case },
	{ "int", func_math },
	{ "int64", func_math },
	{ "isAbs", func_path },
	{ "join", func_string },
	{ "kebabcase", func_case },
	{ "keys", func_dict },
	{ "kindIs", func_reflect },
	{ "kindOf", func_reflect },
	{ "last", func_list },
	{ "list", func_list },
	{ "lookup", func_logic },
	{ "lower", func_case },
	{ "max", func_math },
	{ "maxf", func_math },
	{ "merge", func_dict },
	{ "mergeOverwrite", func_dict },
	{ "min", func_math },
	{ "minf", func_math },
	{ "mod", func_math },
	{ "mul", func_math },
	{ "mulf", func_math },
	{ "mustAppend", func_list },
	{ "mustChunk", func_list },
	{ "mustCompact", func_list },
	{ "mustDateModify", func_date },
	{ "mustDeepCopy", func_dict },
	{ "mustFirst", func_list },
	{ "mustFromJson", func_encoding },
	{ "mustHas", func_list },
	{ "mustInitial", func_list },
	{ "mustLast", func_list },
	{ "mustMerge", func_dict },
	{ "mustMergeOverwrite", func_dict },
	{ "mustPrepend", func_list },
	{ "mustPush", func_list },
	{ "mustRegexFind", func_regex },
	{ "mustRegexFindAll", func_regex },
	{ "mustRegexMatch", func_regex },
	{ "mustRegexReplaceAll", func_regex },
	{ "mustRegexReplaceAllLiteral", func_regex },
	{ "mustRegexSplit", func_regex },
	{ "mustRest", func_list },
	{ "mustReverse", func_list },
	{ "mustSlice", func_list },
	{ "mustToDate", func_date },
	{ "mustToDuration", func_duration },
	{ "mustToJson", func_encoding },
	{ "mustToPrettyJson", func_encoding },
	{ "mustToRawJson", func_encoding },
	{ "mustToToml", func_encoding },
	{ "mustToYaml", func_encoding },
	{ "mustUniq", func_list },
	{ "mustWithout", func_list },
	{ "must_date_modify", func_date },
	{ "nindent", func_string },
	{ "nospace", func_case },
	{ "now", func_date },
	{ "omit", func_dict },
	{ "osBase", func_path },
	{ "osClean", func_path },
	{ "osDir", func_path },
	{ "osExt", func_path },
	{ "osIsAbs", func_path },
	{ "pick", func_dict },
	{ "pluck", func_dict },
	{ "plural", func_string },
	{ "prepend", func_list },
	{ "push", func_list },
	{ "quote", func_string },
	{ "randAlpha", func_random },
	{ "randAlphaNum", func_random },
	{ "randAscii", func_random },
	{ "randBytes", func_random },
	{ "randInt", func_math },
	{ "randNumeric", func_random },
	{ "regexFind", func_regex },
	{ "regexFindAll", func_regex },
	{ "regexMatch", func_regex },
	{ "regexQuoteMeta", func_regex },
	{ "regexReplaceAll", func_regex },
	{ "regexReplaceAllLiteral", func_regex },
	{ "regexSplit", func_regex },
	{ "repeat", func_string },
	{ "replace", func_string },
	{ "required", func_logic },
	{ "rest", func_list },
	{ "reverse", func_list },
	{ "round", func_math },
	{ "semver", func_semver },
	{ "semverCompare", func_semver },
	{ "seq", func_math },
	{ "set", func_dict },
	{ "sha1sum", func_crypto },
	{ "sha256sum", func_crypto },
	{ "sha512sum", func_crypto },
	{ "shuffle", func_random },
	{ "slice", func_list },
	{ "snakecase", func_case },
	{ "sortAlpha", func_string },
	{ "split", func_string },
	{ "splitList", func_string },
	{ "splitn", func_string },
	{ "squote", func_string },
	{ "sub", func_math },
	{ "subf", func_math },
	{ "substr", func_string },
	{ "swapcase", func_case },
	{ "ternary", func_logic },
	{ "title", func_case },
	{ "toDate", func_date },
	{ "toDecimal", func_math },
	{ "toJson", func_encoding },
	{ "toPrettyJson", func_encoding },
	{ "toRawJson", func_encoding },
	{ "toString", func_string },
	{ "toStrings", func_string },
	{ "toToml", func_encoding },
	{ "toYaml", func_encoding },
	{ "toYamlPretty", func_encoding },
	{ "tpl", tmpl_includes },
	{ "trim", func_string },
	{ "trimAll", func_string },
	{ "trimPrefix", func_string },
	{ "trimSuffix", func_string },
	{ "trimall", func_string },
	{ "trunc", func_string },
	{ "tuple", func_list },
	{ "typeIs", func_reflect },
	{ "typeIsLike", func_reflect },
	{ "typeOf", func_reflect },
	{ "uniq", func_list },
	{ "unixEpoch", func_date },
	{ "unset", func_dict },
	{ "until", func_math },
	{ "untilStep", func_math },
	{ "untitle", func_case },
	{ "upper", func_case },
	{ "urlJoin", func_url },
	{ "urlParse", func_url },
	{ "uuidv4", func_random },
	{ "values", func_dict },
	{ "without", func_list },
	{ "wrap", func_case },
	{ "wrapWith", func_case },
};

static int compare(struct str name, const char *other)
{
	return str_cmp(name, str_of(other));
}

static const struct tmpl_func *find_in(const struct tmpl_func *family, struct str name)
{
	size_t low = 0, high = 0;
	while (family[high].name)
		high++;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(name, family[middle].name);
		if (order == 0)
			return &family[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct tmpl_func *func_find(struct str name)
{
	size_t low = 0, high = ARRAY_LEN(functions);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(name, functions[middle].name);
		if (order == 0)
			return find_in(functions[middle].family, name);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

size_t func_count(void)
{
	return ARRAY_LEN(functions);
}

const struct tmpl_func *func_at(size_t at)
{
	return find_in(functions[at].family, str_of(functions[at].name));
}
