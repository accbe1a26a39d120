package main

// Types and rules as JSON Schema. A struct with a name becomes a component, once; one without stands where it is used.

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// components are what is described once and referred to.
type components struct {
	schemas   object
	types     map[string]reflect.Type // of the schemas
	responses object
}

// ofResponse is the schema of what is sent as JSON.
func (c *components) ofResponse(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(c.ofResponse(t.Elem()))
	case reflect.Struct:
		if name := componentName(t); name != "" {
			return c.component(name, t, func() object { return c.responseObject(t) })
		}
		return c.responseObject(t)
	default:
		return c.ofSimple(t, c.ofResponse)
	}
}

// responseObject lists the members that encoding/json writes. Members that are not known may come later, so none is ruled out.
func (c *components) responseObject(t reflect.Type) object {
	var properties object
	var required []string
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous || name == "" {
			continue
		}
		fieldType, mayBeAbsent := field.Type, options == "omitempty"
		if mayBeAbsent && fieldType.Kind() == reflect.Pointer {
			fieldType = fieldType.Elem() // which is nil where the member is absent, and never null
		}
		properties.set(name, withTags(c.ofResponse(fieldType), field.Tag))
		if !mayBeAbsent {
			required = append(required, name)
		}
	}
	return objectSchema(properties, required)
}

// withTags adds what the tags of a field say of its value.
func withTags(schema object, tag reflect.StructTag) object {
	schema = slices.Clone(schema)
	if format := tag.Get("format"); format != "" {
		schema.set("format", format)
	}
	if truth := tag.Get("const"); truth != "" {
		schema.set("const", truth == "true")
	}
	return schema
}

// ofBody is the schema of an object in a request. It knows all its members.
func (c *components) ofBody(body backend.Body) object {
	return c.component(componentName(body.Type), body.Type, func() object {
		var properties object
		var required []string
		for _, m := range body.Members {
			properties.set(m.Name, c.ofMember(m))
			if m.Required {
				required = append(required, m.Name)
			}
		}
		schema := objectSchema(properties, required)
		schema.set("additionalProperties", false)
		if body.RequiresOne {
			schema.set("minProperties", 1)
		}
		return schema
	})
}

func (c *components) ofMember(m backend.Member) object {
	schema := withKeywords(c.ofRequest(m.Type), m.Keywords)
	if m.Nullable {
		schema = nullable(schema)
	}
	return schema
}

// ofRequest is the schema of a value in a request.
func (c *components) ofRequest(t reflect.Type) object {
	if forms, several := backend.FormsOf(t); several {
		var schemas []any
		for _, form := range forms {
			if body, is := form.(backend.Body); is {
				form = c.ofBody(body)
			}
			schemas = append(schemas, form)
		}
		return object{{"anyOf", schemas}}
	}
	if body, is := backend.BodyOf(t); is {
		return c.ofBody(body)
	}
	return c.ofSimple(t, c.ofRequest)
}

// ofSimple is the schema of what is no object; element gives that of a list's elements.
func (c *components) ofSimple(t reflect.Type, element func(reflect.Type) object) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage](): // any JSON
		return object{}
	case t.Kind() == reflect.Slice:
		return object{{"type", "array"}, {"items", element(t.Elem())}}
	case t.Kind() == reflect.String:
		return object{{"type", "string"}}
	case t.Kind() == reflect.Bool:
		return object{{"type", "boolean"}}
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return object{{"type", "integer"}, {"format", "int64"}}
	}
	panic(fmt.Sprintf("no schema for %s", t)) // document makes an error of it
}

// component gives a reference to a component, which is made where it is new.
func (c *components) component(name string, t reflect.Type, make func() object) object {
	if known, found := c.types[name]; found && known != t {
		panic(fmt.Sprintf("two types are called %s: %s and %s", name, known, t))
	} else if !found {
		c.types[name] = t
		c.schemas.set(name, nil) // its place, ahead of those that it refers to
		c.schemas.set(name, make())
	}
	return object{{"$ref", "#/components/schemas/" + name}}
}

// componentName is the name of a type as the document has it; "" for one without a name, and for an envelope of another.
func componentName(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "Body")
	if name == "" || strings.Contains(name, "[") {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func objectSchema(properties object, required []string) object {
	schema := object{{"type", "object"}}
	if len(required) > 0 {
		schema.set("required", required)
	}
	schema.set("properties", properties)
	return schema
}

// withKeywords adds keywords in the order of their names.
func withKeywords(schema object, keywords backend.Keywords) object {
	schema = slices.Clone(schema)
	for _, name := range slices.Sorted(maps.Keys(keywords)) {
		schema.set(name, keywords[name])
	}
	return schema
}

// nullable lets a value be null, too.
func nullable(schema object) object {
	switch {
	case schema.get("anyOf") != nil:
		schema.set("anyOf", append(schema.get("anyOf").([]any), nullSchema))
	case schema.get("type") != nil:
		schema.set("type", []any{schema.get("type"), "null"})
	case schema.get("$ref") != nil:
		return object{{"anyOf", []any{schema, nullSchema}}}
	}
	return schema // any JSON is null, too
}

var nullSchema = object{{"type", "null"}}
