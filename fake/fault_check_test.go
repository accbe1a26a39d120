package fake

// Which faults can be injected: those that contradict themselves are refused with the reason, and what stands right
// beside them is not.

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInjectRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault Fault
		says  string
	}{
		{"unknown route", Fault{Route: "GET /v1/nope", Status: 500}, `Route: unknown route "GET /v1/nope"`},
		{"route without method", Fault{Route: "/v1/users", Status: 500}, `unknown route "/v1/users"`},
		{"an ID of two parts", Fault{Status: 500, ID: "a/b"}, `ID: "a/b" is not 1 to 64 letters`},
		{"an ID that a path would lose", Fault{Status: 500, ID: ".."}, `ID: ".." is not`},
		{"a long ID", Fault{Status: 500, ID: strings.Repeat("a", 65)}, `is not 1 to 64`},
		{"a path without its slash", Fault{Status: 500, Path: "v1/users"}, `Path: "v1/users" does not begin with a slash`},
		{"a path of another route", Fault{Status: 500, Route: createRoute, Path: "/v1/users/a"}, `Path: "/v1/users/a" is no path of "POST /v1/users"`},
		{"a query that is none", Fault{Status: 500, Query: "a=%zz"}, `Query: "a=%zz" is not written as name=value`},
		{"a query with its question mark", Fault{Status: 500, Query: "?a=1"}, `Query: "?a=1" is not`},
		{"nothing", Fault{}, "nothing to do"},
		{"only a route", Fault{Route: createRoute, Times: 3, Skip: 1}, "nothing to do"},
		{"only after", Fault{After: true}, "nothing to do"},
		{"negative skip", Fault{Status: 500, Skip: -1}, "Skip: negative number -1"},
		{"negative delay", Fault{Delay: -time.Second}, "Delay: negative duration -1s"},
		{"negative retry after", Fault{Status: 503, RetryAfter: -time.Second}, "RetryAfter: negative duration -1s"},
		{"negative cut", Fault{Cut: -1}, "Cut: negative number -1"},
		{"informational status", Fault{Status: 101}, "Status: 101"},
		{"status too high", Fault{Status: 600}, "Status: 600"},
		{"negative status", Fault{Status: -1}, "Status: -1"},
		{"code without status", Fault{Code: "X", Drop: true}, `Code: "X" needs a Status`},
		{"code on a route without codes", Fault{Route: "GET /v1/partner-portals/{portalId}/users", Status: 400, Code: "X"}, `Code: "X" on a route of the Portals API`},
		{"code without a body to say it", Fault{Status: 204, Code: "X"}, `Code: "X" needs a body, and status 204 has none`},
		{"two times to retry after", Fault{Status: 503, RetryAfter: time.Second, Header: http.Header{"retry-after": {"9"}}}, `RetryAfter: contradicts the "Retry-After" in Header`},
		{"a header in two cases", Fault{Header: http.Header{"x-a": {"1"}, "X-A": {"2"}}}, `Header: "X-A" is there twice`},
		{"a header without a name", Fault{Header: http.Header{"": {"1"}}}, `Header: "" is no header's name`},
		{"a header's name with a space", Fault{Header: http.Header{"x y": {"1"}}}, `Header: "x y" is no header's name`},
		{"a header's name with DEL", Fault{Header: http.Header{"x\x7f": {"1"}}}, `is no header's name`},
		{"a header's name beyond ASCII", Fault{Header: http.Header{"é": {"1"}}}, `is no header's name`},
		{"a header's name with a colon", Fault{Header: http.Header{"x:": {"1"}}}, `is no header's name`},
		{"a header with the last control character", Fault{Header: http.Header{"X-A": {"a\x1f"}}}, `the value of "X-A" holds a control character`},
		{"a header with DEL", Fault{Header: http.Header{"X-A": {"fine", "a\x7f"}}}, `the value of "X-A" holds a control character`},
		{"a header that is split", Fault{Header: http.Header{"X-A": {"a\r\nX-B: c"}}}, `Header: the value of "X-A" holds a control character`},
		{"code with body", Fault{Status: 400, Code: "X", Body: []byte("{}")}, `Code: "X" contradicts Body`},
		{"retry after without status", Fault{RetryAfter: time.Second, Delay: 1}, "RetryAfter: 1s needs a Status"},
		{"drop with status", Fault{Drop: true, Status: 500}, "Drop: contradicts"},
		{"drop with cut", Fault{Drop: true, Cut: 1}, "Drop: contradicts"},
		{"drop with stall", Fault{Drop: true, Stall: true}, "Drop: contradicts"},
		{"drop with an empty body", Fault{Drop: true, Body: []byte{}}, "Drop: contradicts"},
		{"drop with header", Fault{Drop: true, Header: http.Header{"X-A": {"1"}}}, "Drop: contradicts"},
		{"drop with body", Fault{Drop: true, Body: []byte("x")}, "Drop: contradicts"},
		{"cut of no content", Fault{Status: 204, Cut: 1}, "Status: 204 has no body"},
		{"stall of no content", Fault{Status: 204, Stall: true}, "Status: 204 has no body"},
		{"body of not modified", Fault{Status: 304, Body: []byte("x")}, "Status: 304 has no body"},
		{"a lie", Fault{Status: 429, After: true}, "no client can detect"},
		{"the least negative numbers", Fault{Status: 199, Skip: -1, Cut: -1, Delay: -1, RetryAfter: -1}, "Status: 199 is not between 200 and 599"},
		{"no framing by chunks", Fault{Status: 500, Header: http.Header{"Transfer-Encoding": {"chunked"}}}, `"Transfer-Encoding" belongs to the framing`},
		{"framing header", Fault{Status: 500, Header: http.Header{"content-length": {"3"}}}, `"content-length" belongs to the framing`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, err := Start()
			require.NoError(t, err)
			defer s.Close()
			require.ErrorContains(t, s.Inject(test.fault), test.says)
			assert.Empty(t, s.Faults())

			tb := &recordingTB{}
			require.Error(t, New(tb).Inject(test.fault))
			require.Len(t, tb.fatals, 1, "a refused fault ends the test")
			assert.Contains(t, tb.fatals[0], test.says)
			tb.end()
		})
	}
}

// What stands right beside what is refused is a fault.
func TestInjectAccepts(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]Fault{
		"an ID's letters":                  {ID: "a-_.Z9", Status: 500},
		"an app's path on its route":       {Route: "GET /v1/user/{uid}", Path: "/v1/user/816379099131", Status: 500},
		"a path that no route has":         {Path: "/nowhere", Status: 500},
		"the lowest status":                {Status: 200},
		"the highest status":               {Status: 599},
		"a Retry-After in Header alone":    {Status: 503, Header: http.Header{"Retry-After": {"9"}}},
		"another header beside RetryAfter": {Status: 503, RetryAfter: time.Second, Header: http.Header{"X-A": {"9"}}},
		"the least of everything":          {Status: 500, RetryAfter: 1, Delay: 1, Cut: 1, Skip: 1},
		"an empty body":                    {Body: []byte{}},
		"an empty body of no content":      {Status: 204, Body: []byte{}},
		"no content":                       {Status: 204},
		"a header of no content":           {Status: 204, Header: http.Header{"X-A": {"1"}}},
		"429 before the effect":            {Status: 429},
		"a code on every route":            {Status: 400, Code: "X"},
		"a code on a route with codes":     {Route: createRoute, Status: 400, Code: "X"},
		"a route without codes":            {Route: "GET /v1/partner-portals/{portalId}/users", Status: 400},
		"a late loss":                      {Drop: true, After: true, Delay: 1},
		"a token's letters":                {Header: http.Header{"!~azAZ09_-.^|": {"1"}}},
		"a value's letters":                {Header: http.Header{"X-A": {"\t ~\u0080é"}}},
		"a cut alone":                      {Cut: 1},
		"a stall alone":                    {Stall: true},
		"a delay alone":                    {Delay: 1},
		"a header alone":                   {Header: http.Header{"X-A": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Start()
			require.NoError(t, err)
			defer s.Close()
			require.NoError(t, s.Inject(fault))
			assert.Len(t, s.Faults(), 1)
		})
	}
}
