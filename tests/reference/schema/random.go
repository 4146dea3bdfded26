// SPDX-License-Identifier: Apache-2.0

package main

import "math/rand"

// Random schemas: mostly sound, now and then wrong.
type generator struct {
	r     *rand.Rand
	draft string
}

type object = map[string]any

func (g *generator) pick(from ...any) any { return from[g.r.Intn(len(from))] }

func (g *generator) name() string {
	return g.pick("a", "b", "c", "image", "a b", "x/y", "t~z", "é", "it's", "", "%41", "\"q\"").(string)
}

func (g *generator) root() any {
	g.draft = g.pick("http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-07/schema#",
		"https://json-schema.org/draft/2019-09/schema", "https://json-schema.org/draft/2020-12/schema", "", "").(string)
	s := g.schema(0)
	if o, ok := s.(object); ok {
		if g.draft != "" {
			o["$schema"] = g.draft
		}
		if g.r.Intn(3) == 0 {
			o[g.pick("definitions", "$defs").(string)] = object{"one": g.schema(1), "two": g.schema(2), "three": object{"$id": "http://example.com/three", "$anchor": "here", "type": "string"}}
		}
		if g.r.Intn(30) == 0 {
			o["$schema"] = g.pick("http://json-schema.org/schema#", "ftp://x/y", 7, "http://json-schema.org/draft-07/schema", "urn:x:y", "nowhere.json", "http://json-schema.org/draft-03/schema#")
		}
		if g.r.Intn(20) == 0 {
			o[g.pick("$id", "id").(string)] = g.pick("http://example.com/root.json", "relative/path.json", "#frag", "urn:uuid:1", 5, "http://example.com/a#b", "/abs")
		}
	}
	return s
}

func (g *generator) value(depth int) any {
	n := 12
	if depth > 2 {
		n = 8
	}
	switch g.r.Intn(n) {
	case 0:
		return nil
	case 1:
		return g.r.Intn(2) == 0
	case 2:
		return g.r.Intn(20) - 5
	case 3:
		return g.pick(1.5, 0.1, 1e10, -2.5, 3.0, 1e100, 12345678901234567890.0, 0.3, 1000000)
	case 4, 5, 6, 7:
		return g.pick("", "a", "abc", "hello world", "日本語", "127.0.0.1", "2024-01-02", "2024-01-02T03:04:05Z", "a@b.c", "http://x.y/z", "it's", "{", "1", "\"", "\n", "a/b", "::1", "P1D", "host.name", "/a/b", "12:00:00Z",
			"deadbeef-dead-beef-dead-beefdeadbeef", "{a}", "^(", "2024-13-02", "-x", "1.2.3", "YWJj", "%zz", "\\d+")
	case 8, 9:
		list := []any{}
		for i := g.r.Intn(5); i > 0; i-- {
			list = append(list, g.value(depth+1))
		}
		return list
	}
	o := object{}
	for i := g.r.Intn(5); i > 0; i-- {
		o[g.name()] = g.value(depth + 1)
	}
	return o
}

func (g *generator) schemas(depth, least int) []any {
	list := []any{}
	for i := g.r.Intn(3) + least; i > 0; i-- {
		list = append(list, g.schema(depth+1))
	}
	return list
}

func (g *generator) named(depth int) object {
	o := object{}
	for i := g.r.Intn(4); i > 0; i-- {
		o[g.name()] = g.schema(depth + 1)
	}
	return o
}

func (g *generator) names() []any {
	seen := map[string]bool{}
	list := []any{}
	for i := g.r.Intn(4); i > 0; i-- {
		if name := g.name(); !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	return list
}

func (g *generator) count() any {
	if g.r.Intn(25) == 0 {
		return g.pick(-1, 1.5, "1")
	}
	return g.pick(0, 1, 2, 3, 1, 2, 5, 1000, 2.0)
}

func (g *generator) number() any { return g.pick(0, 1, 5, 2.5, -3, 0.1, 1e3, 10, 0.01, 1234567, 1e21) }

func (g *generator) typeName() any {
	if g.r.Intn(60) == 0 {
		return "any"
	}
	return g.pick("null", "boolean", "object", "array", "number", "string", "integer", "string", "object", "integer")
}

func (g *generator) exclusive(o object) any {
	if g.draft == "http://json-schema.org/draft-04/schema#" {
		o["minimum"], o["maximum"] = g.number(), g.number()
		return g.r.Intn(2) == 0
	}
	return g.number()
}

func (g *generator) ref() any {
	if g.r.Intn(4) > 0 {
		return g.pick("#", "#/definitions/one", "#/$defs/one", "#/$defs/two", "#/definitions/two")
	}
	return g.pick("#", "#/definitions/one", "#/$defs/one", "#/$defs/two", "#/properties/a", "#/nowhere", "#here", "http://example.com/three", "http://example.com/three#here", "urn:x", "other.json", "#/a~0b~~c", "#/allOf/0",
		"#/%zz", "file:///nonexistent.json", "#/properties/image/items", "", "ftp://x/y", "#/properties/a%20b", "##")
}

func (g *generator) keyword(o object, depth int) {
	deep := depth < 3
	switch g.r.Intn(38) {
	case 0, 1, 2:
		o["type"] = g.typeName()
	case 3:
		o["type"] = []any{g.typeName(), g.pick("null", "string", "array")}
	case 4:
		o["enum"] = []any{g.value(1), "other", g.value(2)}
	case 5:
		o["const"] = g.value(1)
	case 6:
		o["minimum"] = g.number()
	case 7:
		o["maximum"] = g.number()
	case 8:
		o["exclusiveMinimum"] = g.exclusive(o)
	case 9:
		o["exclusiveMaximum"] = g.exclusive(o)
	case 10:
		o["multipleOf"] = g.pick(1, 2, 0.5, 0.01, 3, 10, 1e-7, 1.5, 1000)
	case 11:
		o[g.pick("minLength", "maxLength").(string)] = g.count()
	case 12:
		o[g.pick("minItems", "maxItems", "minContains", "maxContains").(string)] = g.count()
	case 13:
		o[g.pick("minProperties", "maxProperties").(string)] = g.count()
	case 14:
		o["pattern"] = g.pick("^a", "[a-z]+$", "\\d", "^.*$", "\\p{L}", "it's", "^a", "x", "b$", "(?i)A", "^[^x]*$", "(")
	case 15:
		o["format"] = g.pick("date", "date-time", "time", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "regex", "uuid", "json-pointer", "relative-json-pointer", "duration", "period", "semver", "iri", "uri-template", "unknown", "idn-email")
	case 16, 17:
		o["required"] = g.names()
	case 18:
		o["uniqueItems"] = g.pick(true, true, false)
	case 19:
		o["$ref"] = g.ref()
	case 20:
		o[g.pick("contentEncoding", "contentMediaType").(string)] = g.pick("base64", "application/json", "x")
	}
	if !deep {
		return
	}
	switch g.r.Intn(24) {
	case 0, 1, 2, 3, 4:
		o["properties"] = g.named(depth)
	case 5:
		o["patternProperties"] = object{g.pick("^a", "b", "^[a-c]$", ".", "^a", "b", "c$", "x", "i", "(").(string): g.schema(depth + 1), "é": g.schema(depth + 1)}
	case 6:
		o["additionalProperties"] = g.pick(false, true, g.schema(depth+1), false)
	case 7, 8:
		o["items"] = g.schema(depth + 1)
		if g.r.Intn(3) == 0 && g.draft != "" && g.draft != "https://json-schema.org/draft/2020-12/schema" {
			o["items"] = g.schemas(depth, 1)
		}
	case 9:
		o["additionalItems"] = g.pick(false, true, g.schema(depth+1))
	case 10:
		o["prefixItems"] = g.schemas(depth, 1)
		delete(o, "additionalItems")
	case 11:
		o["contains"] = g.schema(depth + 1)
	case 12:
		o["allOf"] = g.schemas(depth, 1)
	case 13:
		o["anyOf"] = g.schemas(depth, 1)
	case 14:
		o["oneOf"] = g.schemas(depth, 1)
	case 15:
		o["not"] = g.schema(depth + 1)
	case 16:
		o["if"] = g.schema(depth + 1)
		o["then"] = g.schema(depth + 1)
		o["else"] = g.schema(depth + 1)
	case 17:
		o["dependencies"] = object{g.name(): g.pick(g.names(), g.schema(depth+1)), g.name(): g.pick(g.names(), g.schema(depth+1))}
	case 18:
		o["dependentRequired"] = object{g.name(): g.names()}
	case 19:
		o["dependentSchemas"] = g.named(depth)
	case 20:
		o["propertyNames"] = g.schema(depth + 1)
	case 21:
		o["unevaluatedProperties"] = g.pick(false, g.schema(depth+1))
	case 22:
		o["unevaluatedItems"] = g.pick(false, g.schema(depth+1))
	}
}

func (g *generator) schema(depth int) any {
	if g.r.Intn(12) == 0 && depth > 0 && g.draft != "http://json-schema.org/draft-04/schema#" {
		return g.r.Intn(2) == 0
	}
	if g.r.Intn(150) == 0 {
		return g.pick(5, nil, "x", []any{})
	}
	o := object{}
	for i := g.r.Intn(4) + 1; i > 0; i-- {
		g.keyword(o, depth)
	}
	return o
}
