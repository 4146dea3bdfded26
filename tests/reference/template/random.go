// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Random templates, for runs against the reference: `-random` prints filled blocks. Expressions are
// of a kind (a letter, as in the pools below); now and then one of another kind is taken, or the text is damaged, so that
// all errors are met too. What Go does in random order, takes long, or cannot survive (values that contain themselves) is
// left out: see kindsOf and avoided.
type generator struct {
	*rand.Rand
	variables []string
	templates int // defined so far; a template calls only earlier ones
	inner     int // loops and withs around, where the dot is another
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
		if g.chance(40) {
			return g.nested()
		}
		return pick(g, []string{`"{{ .s }}-{{ .Values.s }}"`, `"{{ $x := 1 }}{{ $x }}"`, `"{{ define \"in\" }}I{{ . }}{{ end }}{{ include \"in\" 1 }}"`, `"{{ .Values.m.none.x }}"`, `"plain"`, `"{{ bad"`, `"{{ 1 | nope }}"`, `"{{ fail \"f\" }}"`,
			`"{{ toYaml . }}"`, `""`, `"{{ index . 5 }}"`})
	case '.':
		return pick(g, []string{".Values", "$.Values", "nil", `(dict "s" 1)`, `"str"`})
	case 'N':
		return fmt.Sprintf("%q", g.template())
	case 'P':
		return g.format()
	case '#':
		return g.number()
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
	if len(pieces[kind]) > 0 {
		return g.made(kind)
	}
	if kind == 's' && g.chance(10) {
		return g.quoted()
	}
	if (kind == 'n' || kind == 'v') && g.chance(10) {
		return g.number()
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

// A text of a language, right or wrong.
func (g *generator) made(kind byte) string {
	var b strings.Builder
	for range g.IntN(7) {
		b.WriteString(pick(g, pieces[kind]))
	}
	return strconv.Quote(b.String())
}

// A number literal, or nearly one; not a large int without a point, which might be counted to.
func (g *generator) number() string {
	var b strings.Builder
	b.WriteString(pick(g, []string{"", "", "-", "+"}) + pick(g, []string{"0x", "0b", "0o", "0", "1", "7", ".5", "9"}))
	for range g.IntN(4) {
		b.WriteString(pick(g, []string{"0", "1", "7", "f", "_", ".", "e", "p", "e-2", "p4", "+1", "i"}))
	}
	return b.String()
}

// A text literal with escapes, or nearly one.
func (g *generator) quoted() string {
	var b strings.Builder
	for range g.IntN(6) {
		b.WriteString(pick(g, []string{"a", "é", " ", `\n`, `\t`, `\\`, `\"`, `\x41`, `\xff`, `\u00e9`, `\U0001F600`, `\101`, `\a`, `\'`, `\q`, `\x4`, `\ud800`, "'", "`", "}}", "{{", "日", "\u200b"}))
	}
	return `"` + b.String() + `"`
}

// A template for tpl.
func (g *generator) nested() string {
	variables, inner := g.variables, g.inner
	g.variables, g.inner = nil, 1
	text := g.body(1)
	g.variables, g.inner = variables, inner
	return strconv.Quote(text)
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

func (g *generator) damaged(text string) string {
	at := g.IntN(len(text) + 1)
	end := min(len(text), at+g.IntN(3))
	return text[:at] + pick(g, rubbish) + text[end:]
}

// Words of the language without any grammar: what the parser says of it.
func (g *generator) soup() string {
	var b strings.Builder
	for range 1 + g.IntN(4) {
		b.WriteString(pick(g, []string{"{{ ", "{{", "{{- ", "x{{ "}))
		for range g.IntN(7) {
			b.WriteString(pick(g, words) + pick(g, []string{" ", " ", " ", "", "\n"}))
		}
		b.WriteString(pick(g, []string{" }}", "}}", " -}}", "}}y"}))
	}
	return b.String()
}

func (g *generator) document() string {
	var b strings.Builder
	g.variables, g.templates = nil, 0
	if g.chance(12) {
		return g.soup()
	}
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
	for range 2 {
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
