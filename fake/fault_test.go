package fake

// Faults: every kind, before and after the effect, through every way in; and their accounting.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

const createRoute = "POST /v1/users"

// seenAnswer is what a caller saw: an answer, or the error in its place.
type seenAnswer struct {
	res     *http.Response
	body    string
	err     error // of the round trip
	bodyErr error // of reading the body
	proto   string
	took    time.Duration
}

// requireBroken wants the error of an exchange that broke: of the connection, or of the one stream over HTTP/2.
func (seen seenAnswer) requireBroken(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	if seen.proto == "HTTP/2.0" {
		requireStreamReset(t, err)
		return
	}
	require.Equal(t, io.EOF, err)
}

// requireCut wants a body that ended before its length.
func (seen seenAnswer) requireCut(t *testing.T) {
	t.Helper()
	if seen.proto == "HTTP/2.0" {
		requireStreamReset(t, seen.bodyErr)
		return
	}
	require.ErrorIs(t, seen.bodyErr, io.ErrUnexpectedEOF)
}

type faultKind struct {
	name  string
	fault Fault
	check func(t *testing.T, seen seenAnswer)
}

func faultKinds() []faultKind {
	return []faultKind{
		{"status", Fault{Status: 503}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, 503, seen.res.StatusCode)
			assert.Contains(t, seen.body, `"success":false`)
			assert.NotEmpty(t, seen.res.Header.Get("X-Request-Id"))
		}},
		{"retry after", Fault{Status: 503, RetryAfter: 1500 * time.Millisecond}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, "2", seen.res.Header.Get("Retry-After"))
		}},
		{"body and header", Fault{Status: 502, Body: []byte("<html>bad gateway"), Header: http.Header{"x-via": {"proxy"}}},
			func(t *testing.T, seen seenAnswer) {
				require.NoError(t, seen.err)
				assert.Equal(t, "<html>bad gateway", seen.body)
				assert.Equal(t, "text/html; charset=utf-8", seen.res.Header.Get("Content-Type"))
				assert.Equal(t, "proxy", seen.res.Header.Get("X-Via"))
			}},
		{"no content", Fault{Status: 204}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, 204, seen.res.StatusCode)
			assert.Empty(t, seen.body)
		}},
		{"drop", Fault{Drop: true}, func(t *testing.T, seen seenAnswer) {
			seen.requireBroken(t, seen.err)
		}},
		{"delayed drop", Fault{Drop: true, Delay: time.Millisecond}, func(t *testing.T, seen seenAnswer) {
			seen.requireBroken(t, seen.err)
			assert.GreaterOrEqual(t, seen.took, time.Millisecond)
		}},
		{"cut", Fault{Cut: 5}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, 201, seen.res.StatusCode)
			assert.Len(t, seen.body, 5)
			seen.requireCut(t)
		}},
		{"cut beyond the body", Fault{Status: 500, Cut: 1 << 20}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, seen.res.ContentLength, int64(len(seen.body)+1))
			seen.requireCut(t)
		}},
		{"stall", Fault{Stall: true, Cut: 3}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Len(t, seen.body, 3)
			require.ErrorIs(t, seen.bodyErr, context.Canceled)
		}},
		{"stalled status", Fault{Status: 500, Stall: true}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, 500, seen.res.StatusCode)
			require.ErrorIs(t, seen.bodyErr, context.Canceled)
		}},
		{"delay", Fault{Delay: time.Millisecond}, func(t *testing.T, seen seenAnswer) {
			require.NoError(t, seen.err)
			assert.Equal(t, 201, seen.res.StatusCode)
			assert.GreaterOrEqual(t, seen.took, time.Millisecond)
		}},
	}
}

func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	for _, kind := range faultKinds() {
		for _, after := range []bool{false, true} {
			for _, way := range waysIn() {
				phase := map[bool]string{false: "before", true: "after"}[after]
				t.Run(fmt.Sprintf("%s/%s/%s", kind.name, phase, way.name), func(t *testing.T) {
					t.Parallel()
					fault := kind.fault
					fault.Route, fault.After = createRoute, after
					checkFault(t, way, fault, kind.check)
				})
			}
		}
	}
}

func checkFault(t *testing.T, way wayIn, fault Fault, check func(*testing.T, seenAnswer)) {
	t.Helper()
	s := New(t, way.options...)
	require.NoError(t, s.Inject(fault))
	users := len(s.Snapshot().Users)
	transport, base := way.open(s)

	seen := observe(t, s, transport, base, fault)
	seen.proto = way.proto
	check(t, seen)

	effect := 0
	if fault.served() {
		effect = 1
	}
	assert.Len(t, s.Snapshot().Users, users+effect, "executions")
	reports := s.Faults()
	require.Len(t, reports, 1)
	assert.Equal(t, 1, reports[0].Fired)
	log := s.Requests(createRoute)
	require.Len(t, log, 1)
	assert.True(t, log[0].Faulted)
	t.Logf("fired %d time: %s; the effect happened %d times", reports[0].Fired, reports[0].Fault, effect)

	res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "healed"))
	require.NoError(t, err, "a fault without Times fires once")
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 201, res.StatusCode)
	assert.Equal(t, way.proto, res.Proto)
}

// observe sends one request. A stalled body is read as far as it comes, and then given up.
func observe(t *testing.T, s *Server, transport http.RoundTripper, base string, fault Fault) seenAnswer {
	t.Helper()
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	begun := time.Now()
	var seen seenAnswer
	seen.res, seen.err = transport.RoundTrip(addUser(ctx, t, s, base, "grace"))
	seen.took = time.Since(begun)
	if seen.err != nil {
		return seen
	}
	defer func() { _ = seen.res.Body.Close() }()
	if !fault.Stall {
		body, err := io.ReadAll(seen.res.Body)
		seen.body, seen.bodyErr = string(body), err
		return seen
	}
	body := make([]byte, fault.Cut)
	_, err := io.ReadFull(seen.res.Body, body)
	require.NoError(t, err)
	giveUp()
	_, seen.bodyErr = seen.res.Body.Read(make([]byte, 1))
	seen.body = string(body)
	return seen
}

func TestEveryRouteTakesAFault(t *testing.T) {
	t.Parallel()
	s, err := Start()
	require.NoError(t, err)
	defer s.Close()
	assert.Len(t, Routes(), 20, "the operations, of which two share a route, and the refresh of a session")
	for _, route := range Routes() {
		require.NoError(t, s.Inject(Fault{Route: route, Status: 500}))
	}
	assert.Len(t, s.Faults(), len(Routes()))
}

// Without a connection that was used before, after which net/http's client sends a read again.
func TestADroppedCallIsTheSameErrorEveryWay(t *testing.T) {
	t.Parallel()
	for _, way := range waysIn() {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(way.name, " after ", after), func(t *testing.T) {
				t.Parallel()
				s := New(t, way.options...)
				transport, base := way.open(s)
				require.NoError(t, s.Inject(Fault{Drop: true, After: after}))
				res, err := transport.RoundTrip(addUser(t.Context(), t, s, base, "grace"))
				require.Nil(t, res)
				if way.proto == "HTTP/2.0" {
					requireStreamReset(t, err)
				} else {
					assert.Equal(t, io.EOF, err)
				}
				assert.Equal(t, 0, s.Requests()[0].Status)
			})
		}
	}
}

func TestFaultSelection(t *testing.T) {
	t.Parallel()
	statuses := func(t *testing.T, s *Server, n int) []int {
		t.Helper()
		var got []int
		for i := range n {
			status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, fmt.Sprintf("user%d", i)))
			got = append(got, status)
		}
		return got
	}
	byEmail := func(name string) func(*http.Request) bool {
		return func(r *http.Request) bool {
			body, _ := io.ReadAll(r.Body)
			return strings.Contains(string(body), name)
		}
	}
	tests := []struct {
		name   string
		faults []Fault
		want   []int
		fired  []int
	}{
		{"once", []Fault{{Status: 500}}, []int{500, 201, 201, 201}, []int{1}},
		{"twice", []Fault{{Status: 500, Times: 2}}, []int{500, 500, 201, 201}, []int{2}},
		{"always", []Fault{{Status: 500, Times: -1}}, []int{500, 500, 500, 500}, []int{4}},
		{"skip", []Fault{{Status: 500, Skip: 2}}, []int{201, 201, 500, 201}, []int{1}},
		{"skip then always", []Fault{{Status: 500, Skip: 1, Times: -1}}, []int{201, 500, 500, 500}, []int{3}},
		{"in order of injection", []Fault{{Status: 500}, {Status: 502}}, []int{500, 502, 201, 201}, []int{1, 1}},
		{"what another took is not skipped", []Fault{{Status: 500}, {Status: 502, Skip: 1}}, []int{500, 201, 502, 201}, []int{1, 1}},
		{"another route", []Fault{{Route: "DELETE /v1/users/{id}", Status: 500}}, []int{201, 201, 201, 201}, []int{0}},
		{"match reads the body", []Fault{{Status: 500, Match: byEmail("user2")}}, []int{201, 201, 500, 201}, []int{1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, err := Start()
			require.NoError(t, err)
			defer s.Close()
			for _, f := range test.faults {
				require.NoError(t, s.Inject(f))
			}
			assert.Equal(t, test.want, statuses(t, s, len(test.want)))
			var fired []int
			for _, report := range s.Faults() {
				fired = append(fired, report.Fired)
			}
			assert.Equal(t, test.fired, fired)
		})
	}
}

func TestFaultTakesRequestsThatMatchNoRoute(t *testing.T) {
	t.Parallel()
	s := New(t)
	require.NoError(t, s.Inject(Fault{Status: 500}))
	status, _ := send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))
	assert.Equal(t, 500, status)
	status, _ = send(t, s, partnerRequest(t.Context(), t, s, http.MethodGet, BaseURL+"/nowhere", nil))
	assert.Equal(t, 404, status)
	assert.Len(t, s.Requests(""), 2)
}

func TestUnfiredFaultFailsItsTest(t *testing.T) {
	t.Parallel()
	tb := &recordingTB{}
	s := New(tb)
	require.NoError(t, s.Inject(Fault{Route: createRoute, Drop: true, After: true}))
	require.NoError(t, s.Inject(Fault{Route: "GET /v1/users/{id}", Status: 503, Times: -1}))
	_, err := s.Transport().RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
	require.Error(t, err)
	tb.end()
	require.Len(t, tb.errors, 1)
	assert.Contains(t, tb.errors[0], "never fired")
	assert.Contains(t, tb.errors[0], "GET /v1/users/{id}, status 503, times -1")
}

func TestClearedFaultIsForgotten(t *testing.T) {
	t.Parallel()
	tb := &recordingTB{}
	s := New(tb)
	require.NoError(t, s.Inject(Fault{Status: 500}))
	s.ClearFaults()
	assert.Empty(t, s.Faults())
	tb.end()
	assert.Empty(t, tb.errors)
}

func TestInjectedFaultIsACopy(t *testing.T) {
	t.Parallel()
	s := New(t)
	fault := Fault{Status: 500, Body: []byte(`{"a":1}`), Header: http.Header{"X-A": {"1"}}, Times: 2}
	require.NoError(t, s.Inject(fault))
	fault.Body[0], fault.Header["X-A"][0] = 'x', "2"
	report := s.Faults()[0].Fault
	report.Body[0], report.Header["X-A"][0] = 'x', "2"
	for range 2 {
		res, err := s.Transport().RoundTrip(addUser(t.Context(), t, s, BaseURL, "grace"))
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		assert.JSONEq(t, `{"a":1}`, string(body))
		assert.Equal(t, "1", res.Header.Get("X-A"))
		assert.Equal(t, "application/json", res.Header.Get("Content-Type"))
		res.Header["X-A"] = []string{"changed by the caller"}
	}
}

func TestAnswerWithoutABodyIsDroppedInsteadOfCut(t *testing.T) {
	t.Parallel()
	for _, fault := range []Fault{{Cut: 1}, {Stall: true}} {
		f := failure{fault: fault, faulted: true}
		out := f.reply(backend.Response{Status: 204, Body: []byte("never sent")})
		assert.Equal(t, dropped, out.ending)
		assert.Empty(t, out.body)
	}
}

func TestFaultString(t *testing.T) {
	t.Parallel()
	fault := Fault{
		Route: createRoute, Match: func(*http.Request) bool { return true }, Skip: 1, Times: 2, Status: 500, Code: "X",
		RetryAfter: time.Second, Body: []byte("sk:fake_secret"), Header: http.Header{"X-A": {"sk:fake_secret"}},
		Delay: time.Minute, Drop: true, Cut: 3, Stall: true, After: true,
	}
	assert.Equal(t, "POST /v1/users, status 500, code X, retry after 1s, body of 14 bytes, 1 headers, delay 1m0s, drop, "+
		"cut after 3 bytes, stall, after the effect, with a Match, skip 1, times 2", fault.String())
	assert.Equal(t, "any route, drop", Fault{Drop: true}.String())
}
