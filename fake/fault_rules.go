package fake

// What a fault may not say: each rule, and what is said about it. All that is broken are told.

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/internal/httpfield"
)

// faultRule is one way for a fault to be wrong, and what is said about it.
type faultRule struct {
	broken  bool
	message string
}

// validate reports everything that is wrong with the fault.
func (f Fault) validate() error {
	answers := f.Status != 0 || f.Body != nil || len(f.Header) > 0
	api, known := backend.RouteAPI(f.Route)
	known = known || f.Route == ""
	rules := []faultRule{
		{!known, "Route: " + unknownRoute(f.Route)},
		{f.ID != "" && !isFaultID(f.ID), fmt.Sprintf("ID: %q is not 1 to 64 letters, digits, \"-\", \"_\" and \".\", the first a letter or a digit", f.ID)},
		{f.Path != "" && !strings.HasPrefix(f.Path, "/"), fmt.Sprintf("Path: %q does not begin with a slash", f.Path)},
		{f.Path != "" && known && !f.coversPath(), fmt.Sprintf("Path: %q is no path of %q", f.Path, f.Route)},
		{!isQuery(f.Query), fmt.Sprintf("Query: %q is not written as name=value&name=value", f.Query)},
		{f.Skip < 0, fmt.Sprintf("Skip: negative number %d", f.Skip)},
		{f.Status != 0 && (f.Status < 200 || f.Status > 599), fmt.Sprintf("Status: %d is not between 200 and 599", f.Status)},
		{f.RetryAfter < 0, fmt.Sprintf("RetryAfter: negative duration %v", f.RetryAfter)},
		{f.Delay < 0, fmt.Sprintf("Delay: negative duration %v", f.Delay)},
		{f.Cut < 0, fmt.Sprintf("Cut: negative number %d", f.Cut)},
		{f.Code != "" && f.Status == 0, fmt.Sprintf("Code: %q needs a Status", string(f.Code))},
		{f.Code != "" && api == backend.PortalsAPI, fmt.Sprintf("Code: %q on a route of the Portals API, which has no codes", string(f.Code))},
		{f.Code != "" && f.Body != nil, fmt.Sprintf("Code: %q contradicts Body", string(f.Code))},
		{f.RetryAfter > 0 && f.Status == 0, fmt.Sprintf("RetryAfter: %v needs a Status", f.RetryAfter)},
		{f.Drop && (answers || f.Cut > 0 || f.Stall), "Drop: contradicts Status, Body, Header, Cut and Stall"},
		{bodyless(f.Status) && (f.Cut > 0 || f.Stall || len(f.Body) > 0), fmt.Sprintf("Status: %d has no body to send, cut or stall", f.Status)},
		{bodyless(f.Status) && f.Code != "", fmt.Sprintf("Code: %q needs a body, and status %d has none", string(f.Code), f.Status)},
		{f.After && f.Status == http.StatusTooManyRequests, "After: with Status 429 is a lie that no client can detect"},
		{!answers && !f.Drop && f.Cut == 0 && !f.Stall && f.Delay == 0, "nothing to do: set Status, Body, Header, Delay, Drop, Cut or Stall"},
	}
	rules = append(rules, f.headerRules()...)
	var errs []error
	for _, rule := range rules {
		if rule.broken {
			errs = append(errs, errors.New("fake: fault: "+rule.message))
		}
	}
	return errors.Join(errs...)
}

// unknownRoute says of a route that it is not served, and which one was likely meant.
func unknownRoute(name string) string {
	message := fmt.Sprintf("unknown route %q", name)
	if nearest := backend.NearestRoute(name); nearest != "" {
		message += fmt.Sprintf(", the closest is %q", nearest)
	}
	return message
}

// headerRules are those of each of the fault's headers, in the order of their names.
func (f Fault) headerRules() []faultRule {
	var rules []faultRule
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(f.Header)) {
		canonical := http.CanonicalHeaderKey(name)
		framing := canonical == "Content-Length" || canonical == "Transfer-Encoding"
		rules = append(rules,
			faultRule{framing, fmt.Sprintf("Header: %q belongs to the framing; use Cut or Stall", name)},
			faultRule{canonical == "Retry-After" && f.RetryAfter > 0, `RetryAfter: contradicts the "Retry-After" in Header`},
			faultRule{seen[canonical], fmt.Sprintf("Header: %q is there twice", canonical)},
			faultRule{!httpfield.IsToken(name), fmt.Sprintf("Header: %q is no header's name", name)},
			faultRule{slices.ContainsFunc(f.Header[name], isUnsendable), fmt.Sprintf("Header: the value of %q holds a control character", name)})
		seen[canonical] = true
	}
	return rules
}

// isUnsendable reports whether a header cannot have the value.
func isUnsendable(value string) bool {
	return strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}

// isFaultID reports whether a text can name a fault, also as the last part of a path.
func isFaultID(id string) bool {
	return len(id) <= 64 && !strings.ContainsAny(id[:1], "-_.") && !strings.ContainsFunc(id, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("-_.", c)
	})
}

// coversPath reports whether a request with the fault's path, as it is sent or decoded, can match its route. Whose a path is, a
// header may decide.
func (f Fault) coversPath() bool {
	method, _, found := strings.Cut(f.Route, " ")
	if !found {
		return true
	}
	for _, raw := range []string{f.Path, strings.ReplaceAll(f.Path, "%", "%25")} {
		for _, header := range []http.Header{{}, {"X-Api-Key": {""}}} {
			if backend.MatchRoute(method, raw, header).Route == f.Route {
				return true
			}
		}
	}
	return false
}

func isQuery(query string) bool {
	_, err := parseQuery(query)
	return err == nil && !strings.HasPrefix(query, "?")
}
