package main

// One operation: its parameters, its body, its answers.

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// operation describes a route.
func (c *components) operation(op backend.Operation) object {
	service, method, _ := strings.Cut(op.Name, ".")
	o := object{
		{"operationId", lowerFirst(service) + method},
		{"tags", []string{service}},
		{"summary", op.Summary},
	}
	if op.Permission != "" {
		o.set("description", "Needs the permission `"+op.Permission+"`.")
	}
	if parameters := parameters(op); len(parameters) > 0 {
		o.set("parameters", parameters)
	}
	if op.Body != nil {
		o.set("requestBody", object{{"required", !op.BodyOptional}, {"content", content(c.ofBody(*op.Body), nil)}})
	}
	var responses object
	for _, answer := range op.Responses {
		response := c.response(op, answer)
		if answer.Status >= http.StatusBadRequest {
			response = c.share(op, answer.Status, response)
		}
		responses.set(strconv.Itoa(answer.Status), response)
	}
	o.set("responses", responses)
	o.set("security", securityOf(op))
	return o
}

func parameters(op backend.Operation) []any {
	var all []any
	for _, name := range op.PathNames {
		all = append(all, object{{"name", name}, {"in", "path"}, {"required", true}, {"schema", object{{"type", "string"}, {"minLength", 1}}}})
	}
	for _, p := range op.Query {
		o := object{{"name", p.Name}, {"in", "query"}, {"description", p.About}, {"required", p.Required}}
		if p.EmptyIsNone {
			o.set("allowEmptyValue", true)
		}
		all = append(all, append(o, entry{"schema", withKeywords(object{{"type", "string"}}, p.Keywords)}))
	}
	return all
}

func (c *components) response(op backend.Operation, answer backend.ResponseSpec) object {
	headers := object{{"X-Request-Id", headerRef("X-Request-Id")}}
	if op.HasQuota {
		for _, name := range quotaHeaders {
			headers.set(name, headerRef(name))
		}
	}
	switch answer.Status {
	case http.StatusTooManyRequests:
		headers.set("Retry-After", headerRef("Retry-After"))
	case http.StatusBadRequest:
		headers.set("X-Fake-Reason", headerRef("X-Fake-Reason"))
	}
	o := object{{"description", answer.About}, {"headers", headers}}
	if answer.Type != nil {
		o.set("content", content(c.ofResponse(answer.Type), answer.Examples))
	}
	return o
}

// share makes a component of an error that an API answers in many places. One that differs from it stands where it is used.
func (c *components) share(op backend.Operation, status int, response object) object {
	api := string(op.API)
	name := strings.ToUpper(api[:1]) + api[1:] + strings.ReplaceAll(http.StatusText(status), " ", "")
	known, found := c.responses.get(name).(object)
	if !found {
		c.responses.set(name, response)
	} else if !reflect.DeepEqual(known, response) {
		return response
	}
	return object{{"$ref", "#/components/responses/" + name}}
}

func content(schema object, examples []backend.Example) object {
	media := object{{"schema", schema}}
	if len(examples) > 0 {
		var named object
		for _, e := range examples {
			named.set(camelCase(e.Name), object{{"value", json.RawMessage(e.Body)}})
		}
		media.set("examples", named)
	}
	return object{{"application/json", media}}
}

func headerRef(name string) object { return object{{"$ref", "#/components/headers/" + name}} }

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// camelCase makes a name of a sentence or of a snake_case name.
func camelCase(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
