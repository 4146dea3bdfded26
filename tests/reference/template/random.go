// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
)

// Random templates, for runs against the reference: `-random COUNT SEED` prints that many filled blocks. Expressions are
// of a kind (a letter, as in the pools below); now and then one of another kind is taken, or the text is damaged, so that
// all errors are met too. What Go does in random order, takes long, or cannot survive (values that contain themselves) is
// left out: see kindsOf and avoided.
type generator struct {
	*rand.Rand
	variables []string
	templates int // defined so far; a template calls only earlier ones
	inner     int // loops and withs around, where the dot is another
}

// Leaves by kind: s text, i int, n any number, f float64, b bool, l list, t []string, d dict, y []byte, T time.Time,
// D time.Duration, S semver, x nil, c complex, 0 a small int for sizes.
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
	"round": "n0", "dict": "svsv", "dig": "ssvd", "tpl": "p.", "include": "N.", "toDecimal": "n",
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

// A function with the kinds of its arguments ('*' after one that may come any number of times) and of its result.
type callee struct {
	name, kinds string
	result      byte
}

func kindOf(t reflect.Type) byte {
	if kind, found := kindOfType[t.String()]; found {
		return kind
	}
	return 'v'
}

func calleeOf(name string, t reflect.Type) callee {
	kinds, found := kindsOf[name]
	for i := 0; i < t.NumIn() && !found; i++ {
		if t.IsVariadic() && i == t.NumIn()-1 {
			kinds += string(kindOf(t.In(i).Elem())) + "*"
		} else {
			kinds += string(kindOf(t.In(i)))
		}
	}
	return callee{name, kinds, kindOf(t.Out(0))}
}

// Go's own functions are not in the engine's map.
var builtins = []callee{{"and", "vv*", 'v'}, {"or", "vv*", 'v'}, {"not", "v", 'b'}, {"eq", "vv*", 'b'}, {"ne", "vv", 'b'}, {"lt", "nn", 'b'}, {"le", "nn", 'b'}, {"gt", "nn", 'b'},
	{"ge", "nn", 'b'}, {"len", "l", 'i'}, {"index", "lo*", 'v'}, {"print", "v*", 's'}, {"println", "v*", 's'}, {"printf", "Pe*", 's'}, {"html", "v*", 's'}, {"js", "v*", 's'},
	{"urlquery", "v*", 's'}, {"call", "vv*", 'v'}}

// All functions by the kind of their result, and under 'v' once more.
var callees = func() map[byte][]callee {
	list := slices.Clone(builtins)
	all := functions()
	for _, name := range sorted(all) {
		if !avoided[name] {
			list = append(list, calleeOf(name, all[name].Type()))
		}
	}
	byKind := map[byte][]callee{'v': list}
	for _, c := range list {
		if c.result != 'v' {
			byKind[c.result] = append(byKind[c.result], c)
		}
	}
	return byKind
}()

var fields = []string{".a", ".b", ".k", ".t", ".o", ".o.p", ".o.q", ".none", ".none.x", ".x.y.z", ".Name", ".Values", ".m.n", "._0", ".String", ".Year", ".Major", ".Hours",
	".Cert", ".Has", ".AsMap", ".YAML"}

var methodCalls = []string{`.Files.Get "config/a.yaml"`, `.Files.Get "none"`, `.Files.Lines "config/deep/crlf.txt"`, `(.Files.Glob "config/*").AsConfig`, `(.Files.Glob "**.txt").AsSecrets`,
	`.Files.Glob "[" | len`, `.Capabilities.APIVersions.Has "apps/v1"`, `.Capabilities.KubeVersion.Minor`, `.Capabilities.KubeVersion`, `.Capabilities.HelmVersion.Version`,
	`.Values.Table "m"`, `.Values.PathValue "m.t"`, `.Values.AsMap.s`, `.Values.m.YAML`, `(semver "1.2.3").IncMajor`, `(semver "1.2.3").Compare (semver "1.2.4")`,
	`(toDate "2006-01-02" "2024-02-29").AddDate 0 1 -1`, `(toDate "2006-01-02" "2024-02-29").Month`, `(mustToDuration "90s").Minutes`, `(mustToDuration "90s").Round 60000000000`,
	`.Files.Get`, `.Values.m 1`, `.Capabilities.Nope`, `.Chart.Dependencies`, `.Chart.Maintainers`, `.Subcharts.x`, `$.Values.m.o`}

func pick[T any](g *generator, from []T) T { return from[g.IntN(len(from))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// An operand of a kind: one word, or in parentheses.
func (g *generator) operand(kind byte, depth int) string {
	switch kind {
	case '3': // what lies between length and capacity is not ours to know
		return pick(g, []string{"0", "1"})
	case 'e': // no times: the address of their zone may show
		kind = pick(g, []byte(strings.ReplaceAll(anyKind, "T", "")))
		return pick(g, leaves[kind])
	case 'o':
		kind = "iisx"[g.IntN(4)]
	case 'v':
		kind = anyKind[g.IntN(len(anyKind))]
	case '?': // stored into what might hold it
		return pick(g, leaves["sinfbx"[g.IntN(6)]])
	case 'T': // what is no date is now
		return pick(g, leaves['T'])
	case '1': // merged into: new, so that nothing holds itself
		return pick(g, []string{`(dict)`, `(dict "a" 1 "b" (dict "c" 2))`, `(dict "k" nil "m" (dict "n" (list)))`, `(dict "a" "" "b" 0 "t" false)`})
	case '2':
		return pick(g, []string{`(dict "a" 2)`, `.Values.m`, `.Values.deep`, `(dict "b" (dict "c" nil "d" 4) "k" 5)`, `(dict "m" "text" "b" 1)`, `nil`, `(index .Values.maps 0)`})
	case 'p':
		return pick(g, []string{`"{{ .s }}-{{ .Values.s }}"`, `"{{ $x := 1 }}{{ $x }}"`, `"{{ define \"in\" }}I{{ . }}{{ end }}{{ include \"in\" 1 }}"`, `"{{ .Values.m.none.x }}"`, `"plain"`, `"{{ bad"`, `"{{ 1 | nope }}"`, `"{{ fail \"f\" }}"`,
			`"{{ toYaml . }}"`, `""`, `"{{ index . 5 }}"`})
	case '.':
		return pick(g, []string{".Values", "$.Values", "nil", `(dict "s" 1)`, `"str"`})
	case 'N':
		return fmt.Sprintf("%q", g.template())
	case 'P':
		return g.format()
	case '0':
		return pick(g, leaves['0'])
	}
	if g.chance(2) {
		kind = anyKind[g.IntN(len(anyKind))]
	}
	if g.chance(12) && len(g.variables) > 0 {
		return pick(g, g.variables) + g.chain()
	}
	if depth > 0 && g.chance(45) {
		return "(" + g.pipeline(kind, depth-1) + ")" + g.chain()
	}
	list := leaves[kind]
	if len(list) == 0 {
		list = leaves['s']
	}
	leaf := pick(g, list)
	if g.chance(15) && g.inner > 0 {
		return "." // never the outermost one: it holds a pointer, and Go prints the address
	}
	return leaf
}

func (g *generator) chain() string {
	if g.chance(95) {
		return ""
	}
	return pick(g, fields)
}

func (g *generator) template() string {
	if g.templates == 0 || g.chance(8) {
		return "missing"
	}
	return fmt.Sprintf("t%d", g.IntN(g.templates))
}

func (g *generator) format() string {
	var b strings.Builder
	b.WriteByte('"')
	for range 1 + g.IntN(3) {
		b.WriteString(pick(g, []string{"", "a", " ", "é", "%%"}))
		b.WriteByte('%')
		for g.chance(30) {
			b.WriteByte("+-# 0"[g.IntN(5)])
		}
		if g.chance(30) {
			b.WriteString(pick(g, []string{"1", "5", "12", "*", "[1]", "[2]"}))
		}
		if g.chance(25) {
			b.WriteString(pick(g, []string{".", ".0", ".2", ".5", ".*"}))
		}
		b.WriteString(pick(g, strings.Split("v v v s s d d q x X o O b c U e E f F g G t T z !", " ")))
	}
	return b.String() + `"`
}

func (g *generator) arguments(kinds string, depth int) (args []string) {
	for i := 0; i < len(kinds); i++ {
		if kinds[i] == '*' {
			continue
		}
		count := 1
		if i+1 < len(kinds) && kinds[i+1] == '*' {
			count = g.IntN(3)
		}
		for range count {
			args = append(args, g.operand(kinds[i], depth))
		}
	}
	if g.chance(1) && len(args) > 0 {
		args = args[1:]
	} else if g.chance(1) {
		args = append(args, g.operand('v', 0))
	}
	return args
}

func (g *generator) call(kind byte, depth int, final bool) (text string, last byte) {
	list := callees[kind]
	if len(list) == 0 || g.chance(2) {
		list = callees['v']
	}
	c := pick(g, list)
	args := g.arguments(c.kinds, depth)
	last = 'v'
	if kinds := strings.TrimSuffix(c.kinds, "*"); kinds != "" {
		last = kinds[len(kinds)-1]
	}
	if final && len(args) > 0 {
		args = args[:len(args)-1]
	}
	return strings.Join(append([]string{c.name}, args...), " "), last
}

func (g *generator) pipeline(kind byte, depth int) string {
	if kind == 'v' && g.chance(8) {
		return pick(g, methodCalls)
	}
	if depth <= 0 || g.chance(15) {
		return g.operand(kind, depth)
	}
	if !g.chance(35) {
		text, _ := g.call(kind, depth, false)
		return text
	}
	text, last := g.call(kind, depth, true)
	if strings.IndexByte("12p.NP?", last) >= 0 {
		return g.operand(last, 0) + " | " + text
	}
	return g.pipeline(last, depth-1) + " | " + text
}

func (g *generator) delimiters(inner string) string {
	left, right := "{{ ", " }}"
	if g.chance(10) {
		left = "{{- "
	}
	if g.chance(10) {
		right = " -}}"
	}
	return left + inner + right
}

func (g *generator) body(depth int) string {
	var b strings.Builder
	known := len(g.variables)
	for range 1 + g.IntN(3) {
		b.WriteString(pick(g, []string{"", " ", "x", "\n", " y\n", "é"}))
		b.WriteString(g.statement(depth))
	}
	g.variables = g.variables[:known]
	return b.String()
}

// What is ranged over is no number that might be huge.
func (g *generator) ranged() string {
	kind := pick(g, []byte("lllltd0yxsTf"))
	if g.chance(30) && kind != '0' {
		text, _ := g.call(pick(g, []byte("ltds")), 1, false)
		return text
	}
	return pick(g, leaves[kind])
}

func (g *generator) loop(depth int) string {
	known := len(g.variables)
	over := g.ranged()
	head := "range "
	switch g.IntN(4) {
	case 0:
		g.variables = append(g.variables, "$i", "$e")
		head += "$i, $e := "
	case 1:
		g.variables = append(g.variables, "$e")
		head += "$e := "
	}
	g.inner++
	text := g.delimiters(head+over) + "," + g.body(depth-1)
	if g.chance(15) {
		text += g.delimiters("if "+g.operand('b', 1)) + g.delimiters(pick(g, []string{"break", "continue"})) + g.delimiters("end")
	}
	g.inner--
	g.variables = g.variables[:known]
	if g.chance(30) {
		text += g.delimiters("else") + g.body(depth-1)
	}
	return text + g.delimiters("end")
}

func (g *generator) branch(word string, depth int) string {
	known := len(g.variables)
	head := word + " "
	if g.chance(20) {
		head += "$w := "
	}
	head += g.pipeline('v', 2)
	if strings.Contains(head, "$w := ") {
		g.variables = append(g.variables, "$w")
	}
	if word == "with" {
		g.inner++
	}
	text := g.delimiters(head) + g.body(depth-1)
	if word == "with" {
		g.inner--
	}
	for g.chance(15) {
		text += g.delimiters("else "+word+" "+g.pipeline('v', 1)) + g.body(depth-1)
	}
	if g.chance(30) {
		text += g.delimiters("else") + g.body(depth-1)
	}
	g.variables = g.variables[:known]
	return text + g.delimiters("end")
}

func (g *generator) definition(depth int) string {
	known, inner := g.variables, g.inner
	g.variables, g.inner = nil, 1
	text := g.body(depth - 1)
	g.variables, g.inner = known, inner
	name := fmt.Sprintf("t%d", g.templates)
	g.templates++
	return fmt.Sprintf("{{ define %q }}%s{{ end }}", name, text)
}

func (g *generator) statement(depth int) string {
	if depth <= 0 {
		return g.delimiters(g.pipeline('v', 2))
	}
	switch n := g.IntN(100); {
	case n < 40:
		return g.delimiters(g.pipeline('v', 3))
	case n < 50:
		name := pick(g, []string{"$a", "$b", "$c"})
		text := g.delimiters(name + " := " + g.pipeline('v', 2))
		g.variables = append(g.variables, name)
		return text
	case n < 54 && len(g.variables) > 0:
		return g.delimiters(pick(g, g.variables) + " = " + g.pipeline('v', 2))
	case n < 68:
		return g.branch("if", depth)
	case n < 76:
		return g.branch("with", depth)
	case n < 90:
		return g.loop(depth)
	case n < 93:
		return g.delimiters("template " + fmt.Sprintf("%q ", g.template()) + g.operand('v', 1))
	case n < 95:
		return fmt.Sprintf("{{ block \"b%d\" %s }}%s{{ end }}", g.IntN(3), g.operand('v', 1), g.delimiters(g.pipeline('v', 1)))
	case n < 97:
		return pick(g, []string{"{{/* c */}}", "{{- /* c */ -}}", "{{ \"{{\" }}", "{{ `}}` }}"})
	default:
		return g.delimiters(pick(g, methodCalls))
	}
}

var rubbish = []string{"{{", "}}", "|", "(", ")", "\"", ".", "$x", "$", " nil ", "1i", "'a'", "'\\xffxff'", "''", "{{ end }}", "{{ else }}", ":=", "=", ",", "\n", "-", "{{/*", "*/}}", "0x", "1.2.3", "`", "\\", "é", "\x00",
	"{{ break }}", "{{ define \"x\" }}", " true ", "@", "9999999999999999999", "1+2", "..", "nope", "_"}

func (g *generator) damaged(text string) string {
	at := g.IntN(len(text) + 1)
	end := min(len(text), at+g.IntN(3))
	return text[:at] + pick(g, rubbish) + text[end:]
}

func (g *generator) document() string {
	var b strings.Builder
	g.variables, g.templates = nil, 0
	for g.chance(35) {
		b.WriteString(g.definition(2))
	}
	b.WriteString(g.body(3))
	if g.chance(9) {
		return g.damaged(b.String())
	}
	return b.String()
}

// The block, or nothing if its text would not fit between the marks, or Go did something else the second time.
func (g *generator) block() string {
	text := g.document()
	for _, line := range strings.Split(text, "\n") {
		if line == "%%" || line == "----" || line == "%%FAIL" || strings.HasPrefix(text, "## ") {
			return ""
		}
	}
	filled := fill(text + "\n%%\n" + fixedValues())
	if strings.Contains(filled, errTooLong.Error()) || len(filled) > 1<<16 || strings.Contains(filled, "\n----") || strings.HasSuffix(filled, "----") {
		return ""
	}
	for range 3 {
		if fill(text+"\n%%\n"+fixedValues()) != filled {
			return ""
		}
	}
	return filled
}

func printRandomBlocks(count int, seed uint64) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0))}
	for i := 0; i < count; {
		block := g.block()
		if block == "" {
			continue
		}
		if i > 0 {
			fmt.Println("----")
		}
		fmt.Println(block)
		i++
	}
}
