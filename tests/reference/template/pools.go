// SPDX-License-Identifier: Apache-2.0

package main

import "strings"

// Leaves by kind: s text, i int, n any number, f float64, b bool, l list, t []string, d dict, y []byte, T time.Time,
// D time.Duration, S semver, x nil, c complex, 0 a small int for sizes. Texts of a language are put together anew: see
// made.
var leaves = map[byte][]string{
	's': {`"abc"`, `""`, `"héllo wörld"`, "`raw\n\\t`", `"a,b,,c"`, `"1.50"`, `"10"`, `"true"`, `"-7"`, `"0x1F"`, `"\xff\xfea"`, `"a.b.c"`, `.Values.s`,
		`"{\"a\":[1,2.5,null],\"b\":\"<&>\"}"`, `"a: 1\nb: [x, y]\n"`, `"2024-02-29T23:59:59Z"`, `"1h30m"`, `"v1.2.3-rc.1"`, `">=1.2.0 <2 || ^3"`,
		`"^([a-z]+)-?(.*)$"`, `"<b>&\"'"`, `.Chart.Name`, `.Chart.Version`, `.Release.Name`, `.Template.Name`, `"Hello World fooBar_baz-qux"`, `"/a/../b//c.txt"`,
		`"https://u:p@example.com:80/p?q=1#f"`, `"日本語"`, `" \t pad\n "`, `"%v|%d|%s"`, `"%5.2f"`, `"$"`, `(index .Values.ss 1)`, `.Values.m.t`, `"a"`, `"b"`, `"k"`, `","`, `"."`,
		`"[1, \"x\", {}]"`, `"config/*"`, `"config/lines.txt"`, `"2006-01-02"`, `"UTC"`, `"key = 1\n[t]\nx = \"y\""`},
	'i': {`0`, `1`, `-1`, `2`, `3`, `7`, `100`, `07`, `0x1F`, `'a'`, `'é'`, `1_000`, `(int .Values.i)`, `(len "abc")`, `.Release.Revision`, `-9223372036854775808`, `9223372036854775807`, `0b101`, `+5`, `1e3`},
	'0': {`0`, `1`, `-1`, `2`, `3`, `5`, `8`, `(len "abc")`},
	'n': {`1`, `0`, `-3`, `1.5`, `(int64 5)`, `.Values.i`, `.Values.f`, `"12"`, `"1.5"`, `"x"`, `true`, `nil`, `9223372036854775807`, `1e19`, `(float64 2)`, `.Values.big`, `(index "az" 1)`, `2i`},
	'f': {`1.5`, `0.1`, `-2.5e3`, `.Values.f`, `1e100`, `.Values.i`, `0x1p-2`, `1.`, `.5`, `1e-7`, `(float64 "3.25")`, `(divf 1 3)`, `.Values.big`},
	'b': {`true`, `false`, `.Values.on1`, `.Values.off1`, `(eq 1 1)`, `(not true)`, `.Chart.IsRoot`},
	'l': {`(list)`, `(list 1 "a" nil 2.5)`, `.Values.l`, `.Values.maps`, `.Values.ss`, `.Values.empty`, `(list (list 1 2) (dict "k" 1) nil)`, `(list "b" "a" "b")`, `(rest (list 1))`, `.Values.deep.l`},
	't': {`(splitList "," "c,a,b,a")`, `(.Files.Lines "config/lines.txt")`, `(list "b" "a" | sortAlpha)`, `(regexFindAll "[a-z]" "a1b2" -1)`, `(until 3)`},
	'd': {`(dict "a" 1 "b" "two" "c" nil)`, `(dict)`, `.Values.m`, `.Values.deep`, `.Values`, `.Chart`, `.Release`, `.Template`, `(index .Values.maps 0)`, `(fromYaml "a: {b: [1]}")`, `(split "," "x,y")`, `(dict "k" (list 1) "m" (dict "n" "o"))`},
	'y': {`(.Files.GetBytes "config/a.yaml")`, `(.Files.GetBytes "none")`, `(index .Files "config/deep/bytes.bin")`},
	'T': {`(toDate "2006-01-02" "2024-02-29")`, `(toDate "2006-01-02T15:04:05Z07:00" "2023-11-05T01:02:03+05:30")`, `(toDate "x" "y")`},
	'D': {`(mustToDuration "1h2m3.5s")`, `(durationRoundTo "100s" "1m")`, `(mustToDuration 0)`},
	'S': {`(semver "1.2.3-rc.1+b")`, `(semver "v2")`},
	'x': {`nil`, `.Values.none`, `.Values.m.none`, `.Values.nil1`},
	'c': {`1i`, `1+2i`, `-2.5i`, `0i`},
}

var anyKind = "ssiinfbblltddyTDSxxc"

// Kinds of arguments by a function's Go type, but for these, whose arguments are sizes, or where a value might come to
// contain itself.
var kindsOf = map[string]string{
	"repeat": "0s", "until": "0", "untilStep": "000", "seq": "0*", "indent": "0s", "nindent": "0s", "wrap": "is", "wrapWith": "0ss",
	"set": "ds?", "merge": "12*", "mustMerge": "12*", "mergeOverwrite": "12*", "mustMergeOverwrite": "12*",
	"chunk": "0l", "mustChunk": "0l", "append": "l?", "push": "l?", "mustAppend": "l?", "mustPush": "l?", "prepend": "l?", "mustPrepend": "l?",
	"first": "l", "last": "l", "rest": "l", "initial": "l", "reverse": "l", "uniq": "l", "compact": "l", "has": "vl", "without": "lv*", "concat": "l*",
	"slice": "l3*", "join": "sl", "sortAlpha": "l", "date": "sT", "htmlDate": "T", "dateInZone": "sTs", "add": "n*", "sub": "nn", "mul": "nn*",
	"div": "nn", "mod": "nn", "max": "nn*", "min": "nn*", "addf": "n*", "subf": "nn*", "mulf": "nn*", "divf": "nn*", "maxf": "nn*", "minf": "nn*", "floor": "n", "ceil": "n",
	"round": "n0", "dict": "svsv", "dig": "ssvd", "tpl": "p.", "include": "N.", "toDecimal": "n", "regexMatch": "rs", "regexFind": "rs", "regexFindAll": "rsi",
	"mustRegexMatch": "rs", "mustRegexFindAll": "rsi", "regexReplaceAll": "rsk", "mustRegexReplaceAll": "rsk", "regexReplaceAllLiteral": "rsk", "regexSplit": "rsi", "mustRegexSplit": "rsi",
	"semver": "w", "semverCompare": "Ww", "fromJson": "j", "fromJsonArray": "j", "mustFromJson": "j", "fromYaml": "q", "fromYamlArray": "q", "fromToml": "o",
	"urlParse": "u", "base": "g", "dir": "g", "clean": "g", "ext": "g", "isAbs": "g", "osBase": "g", "osDir": "g", "toDate": "Lz", "mustToDate": "Lz", "dateModify": "hT",
	"mustDateModify": "hT", "mustToDuration": "h", "durationSeconds": "h", "durationMilliseconds": "h", "durationHours": "h", "durationDays": "h", "durationRoundTo": "hh",
	"durationTruncateTo": "hh", "duration": "n", "durationRound": "h", "atoi": "m", "int": "m", "int64": "m", "float64": "m",
}

var avoided = map[string]bool{
	"keys": true, "values": true, "shuffle": true, "uuidv4": true, "now": true, "ago": true, "bcrypt": true, "htpasswd": true, "encryptAES": true,
	"derivePassword": true, "genCA": true, "genCAWithKey": true, "genPrivateKey": true, "genSelfSignedCert": true, "genSelfSignedCertWithKey": true,
	"genSignedCert": true, "genSignedCertWithKey": true, "randAlpha": true, "randAlphaNum": true, "randAscii": true, "randBytes": true, "randInt": true,
	"randNumeric": true, "buildCustomCert": true, "decryptAES": true,
	// Without a date that they know they take the present one.
	"date_in_zone": true, "htmlDateInZone": true,
}

var kindOfType = map[string]byte{
	"string": 's', "int": 'i', "int64": 'i', "float64": 'f', "bool": 'b', "[]string": 't', "[]interface {}": 'l', "map[string]interface {}": 'd',
	"time.Time": 'T', "uint32": 'i', "reflect.Value": 'v', "interface {}": 'v',
}

// Go's own functions are not in the engine's map.
var builtins = []callee{{"and", "vv*", 'v'}, {"or", "vv*", 'v'}, {"not", "v", 'b'}, {"eq", "vv*", 'b'}, {"ne", "vv", 'b'}, {"lt", "nn", 'b'}, {"le", "nn", 'b'}, {"gt", "nn", 'b'},
	{"ge", "nn", 'b'}, {"len", "l", 'i'}, {"index", "lo*", 'v'}, {"print", "v*", 's'}, {"println", "v*", 's'}, {"printf", "Pe*", 's'}, {"html", "v*", 's'}, {"js", "v*", 's'},
	{"urlquery", "v*", 's'}, {"call", "vv*", 'v'}}

var fields = []string{".a", ".b", ".k", ".t", ".o", ".o.p", ".o.q", ".none", ".none.x", ".x.y.z", ".Name", ".Values", ".m.n", "._0", ".String", ".Year", ".Major", ".Hours",
	".Cert", ".Has", ".AsMap", ".YAML"}

var methodCalls = []string{`.Files.Get "config/a.yaml"`, `.Files.Get "none"`, `.Files.Lines "config/deep/crlf.txt"`, `(.Files.Glob "config/*").AsConfig`, `(.Files.Glob "**.txt").AsSecrets`,
	`.Files.Glob "[" | len`, `.Capabilities.APIVersions.Has "apps/v1"`, `.Capabilities.KubeVersion.Minor`, `.Capabilities.KubeVersion`, `.Capabilities.HelmVersion.Version`,
	`.Values.Table "m"`, `.Values.PathValue "m.t"`, `.Values.AsMap.s`, `.Values.m.YAML`, `(semver "1.2.3").IncMajor`, `(semver "1.2.3").Compare (semver "1.2.4")`,
	`(toDate "2006-01-02" "2024-02-29").AddDate 0 1 -1`, `(toDate "2006-01-02" "2024-02-29").Month`, `(mustToDuration "90s").Minutes`, `(mustToDuration "90s").Round 60000000000`,
	`.Files.Get`, `.Values.m 1`, `.Capabilities.Nope`, `.Chart.Dependencies`, `.Chart.Maintainers`, `.Subcharts.x`, `$.Values.m.o`}

var rubbish = []string{"{{", "}}", "|", "(", ")", "\"", ".", "$x", "$", " nil ", "1i", "'a'", "'\\xffxff'", "''", "{{ end }}", "{{ else }}", ":=", "=", ",", "\n", "-", "{{/*", "*/}}", "0x", "1.2.3", "`", "\\", "é", "\x00",
	"{{ break }}", "{{ define \"x\" }}", " true ", "@", "9999999999999999999", "1+2", "..", "nope", "_"}

var words = []string{"if", "else", "end", "range", "with", "define", "template", "block", "break", "continue", "nil", "true", "false", ".", ".a", ".a.b", "$", "$x", "$x.y", "$x, $y", "|", "(", ")",
	":=", "=", ",", "\"s\"", "`r`", "'c'", "1", "1.5", "-2", "3i", "print", "len", "list", "eq", "nope", "else if", "else with", "define \"d\"", "template \"d\"", "block \"e\" .", "/* c */", "\"d\"", "range $i, $e :=",
	"with $v :=", "if $w :=", "{", "}", "..", "()", "(print 1)", "(list).x", ".x.y.z", "@", "-", "é", "_a", "a.b", "1.", ".5", "x1", "range 2", "if true", "end }}{{ end"}

// What texts of a language are made of, by kind: r regular expressions, k replacements, w versions, W constraints, j JSON,
// q YAML, o TOML, u URLs, g paths, L layouts, z dates, h durations, m numbers.
var pieces = map[byte][]string{
	'r': strings.Split(`a|b|[a-z]|[^0-9]|\d|\w+|\s|.|.*|.+?|(a\|b)|(?:x)|(?i)|(?P<n>b)|^|$|\b|\pL|\x41|[[:alpha:]]|{2}|{1,3}|*|+|?|??|(|)|[|]|\\|\Q.\E|é|-|[a-|(?s).|\z|{1001}`, "|"),
	'k': strings.Split(`$1|${1}|$n|${n}x|$$|$|x|\1|$1x|${|<$0>|é`, "|"),
	'w': strings.Split(`1|2|0|10|.|.|.|-|+|v|rc.1|alpha|01|x|*| |b5|18446744073709551616|é`, "|"),
	'W': strings.Split(`>=|<=|>|<|=|!=|~|^|1|2|0|.|.|.x|.*|*|-| - |,| |\|\||-0|rc.1|=>|v|+b`, "|"),
	'j': strings.Split(`{|}|[|]|,|:|"a"|"b"|"\u00e9"|"\ud800"|"<&>"|1|-0|1e3|1E400|0.1|12345678901234567890|true|false|null| |\n|"|\|01|tru|é`, "|"),
	'q': strings.Split("a: |b: |k: v\n|- |  |\n|x|yes|n|1|0777|1_000|1.5e3|.inf|~|null|\"q\"|'s'|[1, x]|{a: b}|&a |*a|<<: |\\|#c|---\n|...\n|>\n|:|\t|!!str |2024-02-29|é|% |? ", "|"),
	'o': strings.Split("a = |b.c = |[t]\n|[[s]]\n|1|\"x\"|'y'|[1, 2]|{ k = 1 }|true|1.5|2024-02-29|2024-02-29T10:00:00Z|inf|nan|0x1F|1_000|\n|#c|=|[|]|\"\"\"m\"\"\"", "|"),
	'u': strings.Split(`http|https|://|:|//|/|user|@|pw|example.com|[::1]|:80|:x|/a b|%20|%zz|?q=1|#f|é|.|..|mailto:| `, "|"),
	'g': strings.Split(`/|/|a|b.txt|.|..|.tar.gz|//| |é|\\`, "|"),
	'L': strings.Split(`2006|06|01|1|Jan|January|02|2|_2|002|15|03|3|PM|pm|04|4|05|5|.000|.999|,000|MST|Z07:00|-0700|-07:00:00|Z07|Mon|Monday|-|/|:| |T|x|é`, "|"),
	'z': strings.Split(`2024|24|02|2|29|31|Feb|February|23|11|PM|59|60|.5|,123|UTC|CET|Z|+01:00|-0730|Thu|Thursday|060|-|/|:| |T|x|é`, "|"),
	'h': strings.Split(`1|2.5|-|.|h|m|s|ms|us|µs|ns|90|0|100000000000|d| |+|1e3`, "|"),
	'm': strings.Split(`0|1|7|9|-|+|.|e|E|x|X|_|0x|0b|0o|p|inf|nan|i| |99999999999999999999|00`, "|"),
}
