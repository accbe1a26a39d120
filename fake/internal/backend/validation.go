package backend

// Going over a body. A body type has one function that names its members, each with its rules. Over a request's body that
// function gathers what is wrong; over an empty one it describes what would be right.

import (
	"reflect"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// validator is a body, or an object within one, that says what its members may hold.
type validator interface {
	validate(v *validation)
}

// presence says whether a member may be left out, and whether it may be null.
type presence int

const (
	optional presence = iota
	nullable
	required
	present // must be there, and may be null
)

func (p presence) mayBeAbsent() bool { return p == optional || p == nullable }
func (p presence) mayBeNull() bool   { return p == nullable || p == present }

// Body is the body of a request, or an object within one.
type Body struct {
	Type        reflect.Type
	RequiresOne bool // one member at least
	Members     []Member
}

// Member is one member of a body.
type Member struct {
	Name               string
	Type               reflect.Type
	Required, Nullable bool
	Keywords           Keywords
}

// validation is one going-over.
type validation struct {
	errs        []strictjson.FieldError
	sent        int // how many members were there
	requiresOne bool
	body        *Body // is described, and nothing is validated; nil: the members are validated
}

// requireOne refuses a body that has none of its members.
func (v *validation) requireOne() { v.requiresOne = true }

// member validates a member: its presence, and then its value if it has one.
func member[T any](v *validation, m *strictjson.Member[T], name string, p presence, r rule[T]) {
	if v.body != nil {
		v.body.Members = append(v.body.Members, Member{
			Name: name, Type: reflect.TypeFor[T](), Required: !p.mayBeAbsent(), Nullable: p.mayBeNull(), Keywords: r.keywords,
		})
		return
	}
	message := ""
	switch {
	case !m.Set && !p.mayBeAbsent():
		message = "is required"
	case m.Null && !p.mayBeNull():
		message = "must not be null"
	case m.Set && !m.Null:
		if err := r.validate(m.Value); err != nil {
			message = err.Error()
		}
	}
	if m.Set {
		v.sent++
	}
	if message != "" {
		v.errs = append(v.errs, strictjson.FieldError{Path: []string{name}, Message: message})
	}
}

// validate lists what is wrong with a body that was decoded.
func validate(body validator) []strictjson.FieldError {
	var v validation
	body.validate(&v)
	if v.requiresOne && v.sent == 0 {
		return []strictjson.FieldError{{Message: "at least one of " + strings.Join(describe(body).names(), ", ") + " is required"}}
	}
	return v.errs
}

// describe tells what a body may hold, whatever is in this one.
func describe(body validator) Body {
	v := validation{body: &Body{Type: reflect.TypeOf(body).Elem()}}
	body.validate(&v)
	v.body.RequiresOne = v.requiresOne
	return *v.body
}

func (b Body) names() []string {
	names := make([]string, len(b.Members))
	for i, m := range b.Members {
		names[i] = m.Name
	}
	return names
}
