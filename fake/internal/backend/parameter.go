package backend

// The parameters of queries. A route names those that it knows, its handler reads them by these values and can read no
// others, and the description of the API shows them.

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"net/url"
	"strconv"
	"strings"
)

// QueryParameter is a parameter as a query has it.
type QueryParameter struct {
	Name, Value string
	NoValue     bool // it is written without "="
}

// QueryParameters walks over the parameters of a query, up to one that is malformed. They are split at "&" alone: url.ParseQuery
// would refuse a ";", which clients send unescaped as part of a value.
func QueryParameters(query string) iter.Seq2[QueryParameter, error] {
	return func(yield func(QueryParameter, error) bool) {
		for part := range strings.SplitSeq(query, "&") {
			if part == "" {
				continue
			}
			rawName, rawValue, hasValue := strings.Cut(part, "=")
			name, nameErr := url.QueryUnescape(rawName)
			value, valueErr := url.QueryUnescape(rawValue)
			err := cmp.Or(nameErr, valueErr)
			if !yield(QueryParameter{name, value, !hasValue}, err) || err != nil {
				return
			}
		}
	}
}

// parameter is one parameter that a query may have.
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
func (p parameter) read(query url.Values) (string, *apiError) {
	if len(query[p.name]) > 1 {
		return "", badField(p.name, "is given more than once")
	}
	value := query.Get(p.name)
	if p.required && value == "" {
		return "", badField(p.name, "is required")
	}
	return value, nil
}

// asRequired is the parameter where a request cannot do without it.
func (p parameter) asRequired() parameter {
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

func (p countParameter) count(query url.Values) (int, *apiError) {
	value, apiErr := p.read(query)
	if apiErr != nil || value == "" {
		return p.byDefault, apiErr
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > p.most || strings.HasPrefix(value, "+") {
		return 0, badField(p.name, fmt.Sprintf("must be a whole number from 1 to %d", p.most))
	}
	return n, nil
}
