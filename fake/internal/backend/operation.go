package backend

// What the table of routes says, for whoever describes the API: each operation with its parameters, its body and its responses.

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// Operation is one route.
type Operation struct {
	Name         string // "Users.Create": the client's service, and its method if one alone has the route
	Summary      string
	API          API
	Method, Path string
	Open         bool   // needs no credential
	Permission   string // that the caller needs; "" for none
	PathNames    []string
	Query        []Parameter
	Body         *Body // nil: none is taken
	BodyOptional bool
	Responses    []ResponseSpec // the success, and then the errors by status
	HasQuota     bool
}

// Parameter is one parameter of a query.
type Parameter struct {
	Name, About string
	Required    bool
	EmptyIsNone bool // an empty value counts as none
	Keywords    Keywords
}

// ResponseSpec is one status that an operation answers.
type ResponseSpec struct {
	Status   int
	About    string
	Type     reflect.Type // of the JSON; nil for none
	Examples []Example
}

// Example is an error body as it is sent.
type Example struct {
	Name string
	Body []byte
}

// Operations lists every route as Routes does.
func Operations() []Operation {
	all := make([]Operation, len(routeTable))
	for i := range routeTable {
		all[i] = routeTable[i].describe()
	}
	return all
}

// BodyOf describes an object within a body, if the type is one that has rules.
func BodyOf(t reflect.Type) (Body, bool) {
	object, is := reflect.New(t).Interface().(validator)
	if !is {
		return Body{}, false
	}
	return describe(object), true
}

// FormsOf gives the forms that a value may be written in, if its type has several: Keywords, or the Body of an object.
func FormsOf(t reflect.Type) ([]any, bool) {
	value, is := reflect.New(t).Interface().(interface{ forms() []any })
	if !is {
		return nil, false
	}
	return value.forms(), true
}

func (r *route) describe() Operation {
	op := Operation{
		Name: r.operation, Summary: r.summary, API: r.api, Method: r.method, Path: r.path, Open: r.open,
		BodyOptional: r.bodyOptional, HasQuota: apiSpecs[r.api].quota.limit > 0, Permission: r.permission,
		Responses: []ResponseSpec{{Status: r.success.status, About: r.success.about, Type: r.success.body}},
	}
	for _, segment := range r.segments {
		if isParam(segment) {
			op.PathNames = append(op.PathNames, strings.Trim(segment, "{}"))
		}
	}
	for _, p := range r.query {
		op.Query = append(op.Query, Parameter{p.name, p.about, p.required, p.emptyIsNone, p.keywords})
	}
	if r.body != nil {
		body := describe(r.body)
		op.Body = &body
	}
	op.Responses = append(op.Responses, r.errorResponses()...)
	return op
}

// errorResponses are the errors that the route may answer with, by status. Each example is an error as the API would send it.
func (r *route) errorResponses() []ResponseSpec {
	errors := apiSpecs[r.api].errors
	var responses []ResponseSpec
	for _, apiErr := range r.allErrors() {
		res := errors.response(apiErr, strings.Repeat("0", requestIDLength))
		example := Example{errors.title(apiErr), res.Body}
		i, found := slices.BinarySearchFunc(responses, res.Status, func(a ResponseSpec, status int) int { return cmp.Compare(a.Status, status) })
		if !found {
			responses = slices.Insert(responses, i, ResponseSpec{Status: res.Status, About: statusText(res.Status) + ".", Type: errors.body})
		}
		if a := &responses[i]; !slices.ContainsFunc(a.Examples, func(e Example) bool { return e.Name == example.Name }) {
			a.Examples = append(a.Examples, example)
		}
	}
	return responses
}

// requestIDLength is that of an X-Request-Id, in hex digits.
const requestIDLength = 32

// allErrors are the route's own and those that follow from what it takes.
func (r *route) allErrors() []*apiError {
	spec := apiSpecs[r.api]
	all := slices.Clone(r.errors)
	if !r.open {
		all = append(all, spec.denials...)
	}
	addIf := func(holds bool, status int) {
		if holds {
			all = append(all, &apiError{status: status})
		}
	}
	ownBadRequest := r.body != nil && slices.ContainsFunc(r.errors, func(e *apiError) bool { return e.status == http.StatusBadRequest })
	addIf((r.body != nil || len(r.query) > 0) && !ownBadRequest, http.StatusBadRequest)
	addIf(r.permission != "", http.StatusForbidden)
	addIf(r.body != nil, http.StatusUnsupportedMediaType)
	addIf(spec.quota.limit > 0, http.StatusTooManyRequests)
	addIf(spec.errors.documents(http.StatusInternalServerError), http.StatusInternalServerError)
	return all
}
