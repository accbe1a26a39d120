package fake

// Which requests a fault is about beyond its route, and faults that are taken back by their ID.

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFaultsTakeOnlyRequestsThatHaveWhatTheyAskFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault Fault
		fires []string // method, target and body
		not   []string
	}{
		{"path", Fault{Path: "/v1/users/a b"}, []string{"GET /v1/users/a%20b", "PUT /v1/users/a%20b?x=1"}, []string{"GET /v1/users/a", "GET /v1/users/a%20b/c"}},
		{"path as sent", Fault{Path: "/v1/users/a%20b"}, []string{"GET /v1/users/a%20b"}, []string{"GET /v1/users/a+b"}},
		{"path with a percent sign, decoded", Fault{Route: "GET /v1/users/{id}", Path: "/v1/users/100%"}, []string{"GET /v1/users/100%25"}, []string{"GET /v1/users/100"}},
		{"query", Fault{Query: "page=2&limit=10"}, []string{"GET /v1/x?limit=10&a=b&page=2", "GET /v1/x?p%61ge=2&limit=1%30"},
			[]string{"GET /v1/x?page=2", "GET /v1/x?page=22&limit=10", "GET /v1/x", "GET /v1/x?page=2&limit=10&%zz"}},
		{"query of any value", Fault{Query: "after"}, []string{"GET /v1/x?after=abc", "GET /v1/x?after"}, []string{"GET /v1/x?before=1"}},
		{"empty value", Fault{Query: "after="}, []string{"GET /v1/x?after=", "GET /v1/x?after"}, []string{"GET /v1/x?after=1"}},
		{"body", Fault{BodyContains: `"ada@`}, []string{`POST /v1/users {"email":"ada@example.com"}`}, []string{`POST /v1/users {"email":"a"}`, "GET /v1/users/x"}},
		{"all of them", Fault{Route: createRoute, Path: "/v1/users", Query: "a=1", BodyContains: "x"}, []string{"POST /v1/users?a=1 x"},
			[]string{"POST /v1/users?a=1 y", "POST /v1/users?a=2 x", "PUT /v1/users?a=1 x"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := New(t)
			test.fault.Status, test.fault.Times = http.StatusTeapot, -1
			require.NoError(t, s.Inject(test.fault))
			for _, text := range append(test.fires, test.not...) {
				method, rest, _ := strings.Cut(text, " ")
				target, body, _ := strings.Cut(rest, " ")
				status, _ := send(t, s, partnerRequest(t.Context(), t, s, method, BaseURL+target, strings.NewReader(body)))
				wanted := len(s.Requests()) <= len(test.fires)
				assert.Equal(t, wanted, status == http.StatusTeapot, text)
			}
		})
	}
}

func TestFaultsAreTakenBack(t *testing.T) {
	t.Parallel()
	s := New(t)
	require.NoError(t, s.Inject(Fault{ID: "fault-2", Status: 500, Times: 2}))
	require.NoError(t, s.Inject(Fault{Status: 501, Times: -1}))
	require.NoError(t, s.Inject(Fault{Status: 502}))
	ids := func() string {
		var list []string
		for _, report := range s.Faults() {
			list = append(list, report.Fault.ID)
		}
		return strings.Join(list, " ")
	}
	assert.Equal(t, "fault-2 fault-1 fault-3", ids(), "an ID that is made is nobody's")
	status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Equal(t, 500, status)
	assert.Equal(t, []int{1, -1, 1}, []int{s.Faults()[0].Left, s.Faults()[1].Left, s.Faults()[2].Left})

	assert.True(t, s.RemoveFault("fault-2"))
	assert.False(t, s.RemoveFault("fault-2"))
	assert.Equal(t, "fault-1 fault-3", ids())
	status, _ = send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Equal(t, 501, status)
	assert.True(t, s.RemoveFault("fault-1"))
	require.NoError(t, s.Inject(Fault{ID: "fault-1", Status: 503}), "the ID is free again")
	s.ClearFaults()
	require.NoError(t, s.Inject(Fault{ID: "fault-3", Status: 503}))
	s.Reset()
	require.NoError(t, s.Inject(Fault{Status: 503}))
	assert.Equal(t, "fault-1", ids())
	assert.True(t, s.RemoveFault("fault-1"), "and the test does not fail of it")
}

func TestAnIDTwiceIsRefused(t *testing.T) {
	t.Parallel()
	s, err := Start()
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Inject(Fault{ID: "twice", Status: 500}))
	send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	require.Equal(t, 0, s.Faults()[0].Left)
	require.EqualError(t, s.Inject(Fault{ID: "twice", Status: 503}), `fake: fault: ID: there is a fault "twice" already`)
	assert.Len(t, s.Faults(), 1)
}

func TestAllFaultsSpent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options []Option
		fault   Fault
		says    string
	}{
		"some left":          {[]Option{AllFaultsSpent()}, Fault{Status: 500, Times: 3}, "fake: an injected fault fired 1 times and has 2 left: any route, status 500, times 3; injected at fault_select_test.go:"},
		"without the option": {nil, Fault{Status: 500, Times: 3}, ""},
		"spent":              {[]Option{AllFaultsSpent()}, Fault{Status: 500}, ""},
		"always":             {[]Option{AllFaultsSpent()}, Fault{Status: 500, Times: -1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := &recordingTB{}
			s := New(tb, test.options...)
			require.NoError(t, s.Inject(test.fault))
			send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
			tb.end()
			if test.says == "" {
				assert.Empty(t, tb.errors)
				return
			}
			require.Len(t, tb.errors, 1)
			assert.Contains(t, tb.errors[0], test.says)
		})
	}
}
