package fake

// What the fake costs: to start and end, and a get, a create and a page as the number of stored users grows.

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

func BenchmarkStartCallClose(b *testing.B) {
	b.Run("memory", func(b *testing.B) {
		benchmarkLife(b, func(s *Server) error {
			_, err := s.Client().Users.Get(b.Context(), benchUser)
			return err
		})
	})
	b.Run("socket", func(b *testing.B) {
		benchmarkLife(b, func(s *Server) error {
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			res, err := transport.RoundTrip(partnerRequest(b.Context(), b, s, http.MethodGet, s.URL()+"/v1/users/"+benchUser, nil))
			if err != nil {
				return err
			}
			return res.Body.Close()
		})
	})
}

var benchUser = DefaultState().Users[0].ID

func benchmarkLife(b *testing.B, call func(*Server) error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		s, err := Start()
		if err != nil {
			b.Fatal(err)
		}
		if err := call(s); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

// benchSizes are the numbers of portal users that are stored.
var benchSizes = []int{1_000, 100_000, 1_000_000}

func benchState(n int) State {
	state := DefaultState()
	portal := &state.Portals[0]
	portal.Users = make([]PortalUser, n)
	for i := range portal.Users {
		portal.Users[i] = PortalUser{
			ID: fmt.Sprintf("bench_%d", i), FirstName: "Grace", LastName: "Hopper",
			Email: fmt.Sprintf("grace%d@example.com", i), Roles: portal.Roles[:1],
		}
	}
	return state
}

// discard is a ResponseWriter that keeps nothing but the status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

// ask is one request through the handler, and fails the benchmark unless it is a 200.
func ask(b *testing.B, handler http.Handler, req *http.Request) {
	w := &discard{header: http.Header{}}
	handler.ServeHTTP(w, req)
	if w.status != http.StatusOK {
		b.Fatalf("status %d", w.status)
	}
}

const benchPortal = "/v1/partner-portals/portal_1/users"

func portalRequest(s *Server, method, target, body string) *http.Request {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+s.Credentials().ServiceAccountKey)
	req.Header.Set("Content-Type", "application/json")
	return req
}

func pageTarget(after string) string {
	return benchPortal + "?" + url.Values{"limit": {"100"}, "after": {after}}.Encode()
}

func BenchmarkStore(b *testing.B) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("users=%d", n), func(b *testing.B) {
			before := heap()
			s, err := Start(WithState(benchState(n)))
			require.NoError(b, err)
			defer s.Close()
			s.seed = backend.Default // the copy for Reset is not the store's
			perUser := float64(heap()-before) / float64(n)
			handler := s.Handler()
			b.Run("get", func(b *testing.B) { benchmarkGet(b, s, handler, n, perUser) })
			b.Run("page", func(b *testing.B) { benchmarkPage(b, s, handler, n) })
			b.Run("create", func(b *testing.B) { benchmarkCreate(b, s, handler) })
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func benchmarkGet(b *testing.B, s *Server, handler http.Handler, n int, perUser float64) {
	req := portalRequest(s, http.MethodGet, fmt.Sprintf("%s/bench_%d", benchPortal, n/2), "")
	b.ReportAllocs()
	for b.Loop() {
		ask(b, handler, req)
	}
	b.ReportMetric(perUser, "B/user")
}

func benchmarkPage(b *testing.B, s *Server, handler http.Handler, n int) {
	req := portalRequest(s, http.MethodGet, pageTarget(middleCursor(b, s, handler, n)), "")
	b.ReportAllocs()
	for b.Loop() {
		ask(b, handler, req)
	}
}

// middleCursor pages to the middle, at most a thousand pages in.
func middleCursor(b *testing.B, s *Server, handler http.Handler, n int) string {
	after := ""
	for range min(n/200, 1000) {
		req := portalRequest(s, http.MethodGet, pageTarget(after), "")
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, req)
		_, rest, found := bytes.Cut(recorder.Body.Bytes(), []byte(`"after":"`))
		if !found {
			b.Fatal("a page without a cursor")
		}
		cursor, _, _ := bytes.Cut(rest, []byte(`"`))
		after = string(cursor)
	}
	return after
}

var benchCreated int

func benchmarkCreate(b *testing.B, s *Server, handler http.Handler) {
	template := portalRequest(s, http.MethodPost, benchPortal, "")
	role := DefaultState().Portals[0].Roles[0]
	b.ReportAllocs()
	for b.Loop() {
		benchCreated++
		body := fmt.Sprintf(`{"first_name":"Ada","last_name":"Byron","email":"ada%d@example.com","roles":[%q]}`, benchCreated, role)
		req := *template
		req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		ask(b, handler, &req)
	}
}
