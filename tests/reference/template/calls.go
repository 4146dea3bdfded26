// SPDX-License-Identifier: Apache-2.0

package main

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// The table of calls, tests/data/func/calls.tsv: every function with ordinary, boundary and wrong arguments. A row is the
// function, its arguments, and what `printf "%T %#v"` makes of the result; or "!", the column and the text of the error,
// without the place if that is the whole call. Calls whose result is another one each time are left out.
//
//go:embed seeds.txt
var seedText string

// An argument to try: its text and the type that Go has for it.
type operand struct{ text, kind string }

var operands = []operand{
	{`nil`, "nil"}, {`.Values.none`, "nil"}, {`""`, "string"}, {`"a"`, "string"}, {`"héé wörld"`, "string"}, {`"\xff\xfe"`, "string"}, {`" x\n"`, "string"},
	{`"12"`, "string"}, {`"1.5"`, "string"}, {`"true"`, "string"}, {`"a,b.c/d"`, "string"}, {`"$1"`, "string"}, {`0`, "int"}, {`-1`, "int"}, {`3`, "int"}, {`1000`, "int"},
	{`9223372036854775807`, "int"}, {`-9223372036854775808`, "int"}, {`(int64 5)`, "int64"}, {`1.5`, "float64"}, {`-0.0`, "float64"}, {`1e300`, "float64"}, {`.Values.i`, "float64"},
	{`true`, "bool"}, {`false`, "bool"}, {`(list)`, "[]interface {}"}, {`(list 1 "a" nil 2.5)`, "[]interface {}"}, {`(list (list 1) (dict "k" nil))`, "[]interface {}"},
	{`.Values.ss`, "[]interface {}"}, {`(rest (list 1))`, "[]interface {}"}, {`(splitList "," "b,a")`, "[]string"}, {`(until 2)`, "[]int"}, {`(chunk 1 (list 1 2))`, "[][]interface {}"},
	{`(dict)`, "map[string]interface {}"}, {`(dict "a" 1)`, "map[string]interface {}"}, {`.Values.m`, "map[string]interface {}"}, {`.Values`, "map[string]interface {}"}, {`(split "," "x")`, "map[string]string"},
	{`(toDate "2006-01-02" "2024-02-29")`, "time.Time"}, {`(mustToDuration "90s")`, "time.Duration"}, {`(semver "1.2.3")`, "*semver.Version"}, {`(.Files.GetBytes "top.yaml")`, "[]uint8"},
	{`(.Files.Glob "config/*.yaml")`, "engine.files"}, {`1i`, "complex128"}, {`(index "az" 1)`, "uint8"}, {`.Capabilities.KubeVersion`, "common.KubeVersion"}, {`"é" "x"`, "two"},
}

// Where a huge number would let Go and us count for ever: the function and which of its arguments.
var unbounded = map[string]string{
	"until": "0", "untilStep": "012", "seq": "0123", "randAlpha": "0", "randAlphaNum": "0", "randAscii": "0", "randNumeric": "0", "randBytes": "0",
}

// A date that is none stands for the present.
var dateFunctions = regexp.MustCompile(`^(date|dateInZone|date_in_zone|htmlDate|htmlDateInZone|ago)$`)

type callTable struct {
	*rand.Rand
	types   map[string]reflect.Type
	slow    map[string]bool
	written map[string]bool
}

// The arguments of a line: words, texts in quotes, and what is in parentheses.
func splitArguments(text string) (args []string) {
	depth, quoted, start := 0, false, -1
	for i := 0; i <= len(text); i++ {
		if i == len(text) || (text[i] == ' ' && depth == 0 && !quoted) {
			if start >= 0 {
				args = append(args, text[start:i])
			}
			start = -1
			continue
		}
		if start < 0 {
			start = i
		}
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == '(' && !quoted:
			depth++
		case c == ')' && !quoted:
			depth--
		}
	}
	return args
}

func (c *callTable) parameter(name string, i int) string {
	t := c.types[name]
	if t == nil {
		return "interface {}"
	}
	if t.IsVariadic() && i >= t.NumIn()-1 {
		return t.In(t.NumIn() - 1).Elem().String()
	}
	if i >= t.NumIn() {
		return ""
	}
	return t.In(i).String()
}

func fits(parameter, kind string) bool {
	return parameter == "interface {}" || parameter == kind || kind == "two"
}

func (c *callTable) allowed(name string, i int, o operand) bool {
	if c.slow[name] && fits(c.parameter(name, i), o.kind) {
		return false
	}
	if name == "printf" && o.kind == "time.Time" {
		return false // the address of its zone may show
	}
	huge := len(o.text) > 15 && o.kind == "int"
	return !huge || !strings.Contains(unbounded[name], strconv.Itoa(i))
}

func presentTime(name string, args []string) bool {
	if !dateFunctions.MatchString(name) {
		return false
	}
	for _, arg := range args {
		if strings.HasPrefix(arg, "(toDate") || regexp.MustCompile(`^(-?[0-9]+|\(int64 5\))$`).MatchString(arg) {
			return name == "ago"
		}
	}
	return true
}

// The row's last field, or nothing if the call does not always do the same.
func (c *callTable) result(expression string) string {
	text := `{{ $r := ` + expression + ` }}{{ printf "%T %#v" $r $r }}`
	out, err := render(text, fixedValues())
	times := 3
	if strings.HasPrefix(expression, "keys") || strings.HasPrefix(expression, "values") {
		times = 30 // in the order of Go's maps
	}
	for range times {
		again, errAgain := render(text, fixedValues())
		if again != out || fmt.Sprint(errAgain) != fmt.Sprint(err) {
			return ""
		}
	}
	if err == nil {
		return out
	}
	place, found := strings.CutPrefix(err.Error(), "template: t:1:")
	column, message, split := strings.Cut(place, `: executing "t" at <`)
	if !found || !split {
		return "!" + err.Error()
	}
	if whole, found := strings.CutPrefix(message, expression+">: "); found {
		return "!" + column + " " + whole
	}
	return "!" + column + " <" + message
}

func field(text string) string {
	if strings.ContainsAny(text, "\t\n\r") || strings.HasPrefix(text, `"`) || text == "" {
		return strconv.Quote(text)
	}
	return text
}

func (c *callTable) write(name string, args ...string) {
	arguments := strings.Join(args, " ")
	expression := strings.TrimSuffix(name+" "+arguments, " ")
	if name == "=" {
		expression = arguments
	}
	if c.written[expression] {
		return
	}
	c.written[expression] = true
	result := c.result(expression)
	if result == "" || len(result) > 4000 || (presentTime(name, args) && result[0] != '!') {
		return
	}
	fmt.Printf("%s\t%s\t%s\n", name, field(arguments), field(result))
}

func with(args []string, i int, o operand) []string {
	replaced := append([]string{}, args...)
	replaced[i] = o.text
	return replaced
}

// Each argument replaced by each operand; for a parameter of a type of its own only some of the operands that do not fit.
func (c *callTable) vary(name string, args []string) {
	wrong := 0
	for i := range args {
		for _, o := range operands {
			good := fits(c.parameter(name, i), o.kind)
			if wrong++; !good && wrong%3 != 0 && o.kind != "nil" {
				continue
			}
			if c.allowed(name, i, o) {
				c.write(name, with(args, i, o)...)
			}
		}
	}
	// Two at once, of the right types.
	for range 8 * (len(args) - 1) {
		i, j := c.IntN(len(args)), c.IntN(len(args))
		a, b := operands[c.IntN(len(operands))], operands[c.IntN(len(operands))]
		if i != j && fits(c.parameter(name, i), a.kind) && fits(c.parameter(name, j), b.kind) && c.allowed(name, i, a) && c.allowed(name, j, b) {
			c.write(name, with(with(args, i, a), j, b)...)
		}
	}
}

func (c *callTable) count(name string, args []string) {
	for n := range args {
		c.write(name, args[:n]...)
	}
	if !c.slow[name] {
		c.write(name, append(append([]string{}, args...), `"more"`)...)
	}
}

func printCalls() {
	c := callTable{rand.New(rand.NewPCG(1, 0)), map[string]reflect.Type{}, map[string]bool{}, map[string]bool{}}
	for name, f := range functions() {
		c.types[name] = f.Type()
	}
	seen := map[string]bool{}
	for _, line := range strings.Split(seedText, "\n") {
		if name, found := strings.CutPrefix(line, "slow "); found {
			c.slow[name] = true
		}
	}
	for _, line := range strings.Split(seedText, "\n") {
		name, arguments, _ := strings.Cut(line, " ")
		args := splitArguments(arguments)
		switch {
		case name == "" || name == "#" || name == "slow":
			continue
		case name == "=":
			c.write(name, arguments)
			continue
		}
		c.write(name, args...)
		if !seen[name] {
			seen[name] = true
			c.count(name, args)
			c.vary(name, args)
		}
	}
	for name := range c.types {
		if !seen[name] {
			check(fmt.Errorf("seeds.txt has no call of %s", name))
		}
	}
}
