package backend

// The parameters of queries. A route names those that it knows, its handler reads them by these values and can read no
// others, and the description of the API shows them.

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
)

// parameter is one parameter of a query.
type parameter struct {
	name        string
	about       string
	required    bool
	emptyIsNone bool     // an empty value counts as none
	keywords    Keywords // of its value
}

var (
	externalIDParameter = parameter{name: "user_external_id", about: "The id that the application gave the user. This or email is required; where both are there, this one counts.", keywords: filledText.keywords}
	emailParameter      = parameter{name: "email", about: "The user's e-mail address, in any case.", keywords: filledText.keywords}
	afterParameter      = parameter{name: "after", about: "The cursor of the page before, for the page after it.", emptyIsNone: true}
	containerParameter  = parameter{name: "containerId", about: "The container that is asked about.", required: true, keywords: filledText.keywords}
	pageParameter       = counting("page", "The number of the page, from 1.", 1, math.MaxInt)
	limitParameter      = counting("limit", "How many a page has at most.", 20, 100)
)

// read gives the value of a parameter that may be given once, "" if it is missing.
func (p parameter) read(query url.Values) (string, *refusal) {
	if len(query[p.name]) > 1 {
		return "", badField(p.name, "is given more than once")
	}
	value := query.Get(p.name)
	if p.required && value == "" {
		return "", badField(p.name, "is required")
	}
	return value, nil
}

// needed is the parameter where a request cannot do without it.
func (p parameter) needed() parameter {
	p.required = true
	return p
}

// countParameter is a number from 1 to most; the default if it is missing or empty.
type countParameter struct {
	parameter
	byDefault, most int
}

func counting(name, about string, byDefault, most int) countParameter {
	keywords := Keywords{"type": "integer", "format": "int64", "minimum": 1, "default": byDefault}
	if most < math.MaxInt { // which the format says
		keywords["maximum"] = most
	}
	return countParameter{parameter{name: name, about: about, emptyIsNone: true, keywords: keywords}, byDefault, most}
}

func (p countParameter) count(query url.Values) (int, *refusal) {
	value, refused := p.read(query)
	if refused != nil || value == "" {
		return p.byDefault, refused
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > p.most || strings.HasPrefix(value, "+") {
		return 0, badField(p.name, fmt.Sprintf("must be a whole number from 1 to %d", p.most))
	}
	return n, nil
}
