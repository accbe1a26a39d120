package fake

// What must not grow: the cost of a call beside faults that are spent and beside many sessions, and of loading a list for
// each of its elements.

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

func BenchmarkSpentFaults(b *testing.B) {
	for _, n := range []int{0, 20_000} {
		b.Run(fmt.Sprintf("spent=%d", n), func(b *testing.B) {
			s, err := Start()
			require.NoError(b, err)
			defer s.Close()
			handler := s.Handler()
			req := portalRequest(s, http.MethodGet, benchPortal, "")
			for range n {
				require.NoError(b, s.Inject(Fault{Header: http.Header{"X-Spent": {"1"}}}))
			}
			for range n {
				ask(b, handler, req)
			}
			b.ReportAllocs()
			for b.Loop() {
				ask(b, handler, req)
			}
		})
	}
}

// sessionsState is the default state with n sessions, each with a refresh token of its own.
func sessionsState(n int) State {
	state := DefaultState()
	state.Sessions = make([]Session, n)
	for i := range state.Sessions {
		state.Sessions[i] = Session{Username: "ana", SessionToken: fmt.Sprintf("st_bench_%d", i), RefreshToken: fmt.Sprintf("rt_bench_%d", i)}
	}
	return state
}

// A long body is searched for credentials when it comes; reading the log searches everything in it.
func BenchmarkManySessions(b *testing.B) {
	for _, n := range []int{1, 100_000} {
		s, err := Start(WithState(sessionsState(n)))
		require.NoError(b, err)
		defer s.Close()
		handler := s.Handler()
		body := `{"email":"ana@example.com","more":"` + strings.Repeat("all work and no play ", 1<<10) + `"}`
		b.Run(fmt.Sprintf("body/sessions=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				req := httptest.NewRequest(http.MethodPost, "/v1/users", strings.NewReader(body))
				handler.ServeHTTP(&discard{header: http.Header{}}, req)
			}
		})
		s.ClearRequests()
		for range 100 {
			ask(b, handler, portalRequest(s, http.MethodGet, benchPortal, ""))
		}
		b.Run(fmt.Sprintf("log/sessions=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = s.Requests()
			}
		})
	}
}

// BenchmarkRefresh is a session that is refreshed for ever, sixty times an hour.
func BenchmarkRefresh(b *testing.B) {
	state := DefaultState()
	state.Sessions[0].RefreshExpiresAt = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	s, err := Start(WithState(state))
	require.NoError(b, err)
	defer s.Close()
	handler := s.Handler()
	before, i := heap(), 0
	b.ReportAllocs()
	for b.Loop() {
		req := httptest.NewRequest(http.MethodPost, "/v1/user/auth/refresh-session", strings.NewReader(`{"refreshToken":"rt_fake_ana"}`))
		req.Header.Set("Content-Type", "application/json")
		ask(b, handler, req)
		if i++; i%60 == 0 {
			_ = s.Advance(time.Hour)
		}
	}
	b.ReportMetric(float64(heap()-before)/float64(b.N), "B/refresh")
}

// longLists are states with one list of n elements.
func longLists(n int) map[string]State {
	names := make([]string, n)
	for i := range names {
		names[i] = "name_" + strconv.Itoa(i)
	}
	named := func(change func(*State)) State {
		state := DefaultState()
		change(&state)
		return state
	}
	return map[string]State{
		"partners of a user": named(func(s *State) {
			for _, name := range names {
				s.Partners = append(s.Partners, Partner{ID: name, APIKey: "pk_fake_" + name})
			}
			s.Users[0].Partners = names
		}),
		"portals of an account": named(func(s *State) {
			for _, name := range names {
				s.Portals = append(s.Portals, Portal{ID: name})
			}
			s.ServiceAccounts[0].Portals = names
		}),
		"roles of a portal's user": named(func(s *State) {
			s.Portals[0].Roles, s.Portals[0].Users = names, []PortalUser{{Email: "a@example.com", Roles: names}}
		}),
		"containers of a profile": named(func(s *State) { s.Profiles[0].Containers = names }),
		"sessions":                sessionsState(n),
		"users of an app": named(func(s *State) {
			s.Apps[0].Users = make([]AppUser, n)
			for i, name := range names {
				s.Apps[0].Users[i] = AppUser{UserExternalID: name, Email: new(name + "@example.com")}
			}
		}),
		"users of a portal":          benchState(n),
		"notifications oldest first": named(func(s *State) { s.Profiles[0].Notifications = notifications(n, func(i int) int { return i }) }),
		"notifications newest first": named(func(s *State) { s.Profiles[0].Notifications = notifications(n, func(i int) int { return -i }) }),
		"notifications shuffled": named(func(s *State) {
			s.Profiles[0].Notifications = notifications(n, func(i int) int { return i * 7919 % n })
		}),
	}
}

func notifications(n int, minute func(int) int) []Notification {
	list := make([]Notification, n)
	for i := range list {
		list[i] = Notification{ContainerID: "container_1", CreatedAt: time.Unix(1700000000, 0).Add(time.Duration(minute(i)) * time.Minute)}
	}
	return list
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		for name, state := range longLists(n) {
			b.Run(fmt.Sprintf("%s/n=%d", name, n), func(b *testing.B) {
				records := recordsOf(state)
				for b.Loop() {
					_, err := backend.New(records, backend.Config{Now: time.Now})
					require.NoError(b, err)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
			})
		}
	}
}

func BenchmarkLongURLs(b *testing.B) {
	s, err := Start()
	require.NoError(b, err)
	defer s.Close()
	handler := s.Handler()
	before := heap()
	for b.Loop() {
		query := strings.Repeat("a=b%20c&", 1<<13)
		handler.ServeHTTP(&discard{header: http.Header{}}, httptest.NewRequest(http.MethodGet, "/v1/users/x?"+query, nil))
	}
	b.ReportMetric(float64(heap()-before)/float64(min(b.N, logSize)), "B/entry")
}
