package main

// The counters, and the middleware that feeds them. Prometheus and expvar are two ways to read the same.

import (
	"expvar"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go"
)

// Metrics counts the attempts of any number of clients. It is safe for concurrent use.
type Metrics struct {
	attempts expvar.Map // by operation and status, "Users.Get 200"; status 0 where nothing answered
	seconds  expvar.Map // spent on attempts, by operation
	inFlight expvar.Int // attempts under way
	now      func() time.Time
}

func newMetrics(now func() time.Time) *Metrics { return &Metrics{now: now} }

// Middleware is for partnerkit.WithMiddleware.
func (m *Metrics) Middleware(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		operation := partnerkit.OperationFromContext(request.Context())
		began := m.now()
		m.inFlight.Add(1)
		response, err := next.RoundTrip(request)
		m.inFlight.Add(-1)
		m.seconds.AddFloat(operation, m.now().Sub(began).Seconds())
		status := 0
		if response != nil {
			status = response.StatusCode
		}
		m.attempts.Add(operation+" "+strconv.Itoa(status), 1)
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// Expvar is what expvar.Publish takes.
func (m *Metrics) Expvar() expvar.Var {
	all := new(expvar.Map)
	all.Set("attempts", &m.attempts)
	all.Set("seconds", &m.seconds)
	all.Set("inFlight", &m.inFlight)
	return all
}

// ServeHTTP answers Prometheus.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_ = m.WritePrometheus(w) // a scraper that has gone away asks again
}

// WritePrometheus writes Prometheus's text format.
func (m *Metrics) WritePrometheus(out io.Writer) error {
	var text strings.Builder
	family := func(name, kind, help string) {
		fmt.Fprintf(&text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	}
	family("partnerkit_attempts_total", "counter", "Requests sent, by operation and status; 0 where nothing answered.")
	m.attempts.Do(func(kv expvar.KeyValue) {
		operation, status, _ := strings.Cut(kv.Key, " ")
		fmt.Fprintf(&text, "partnerkit_attempts_total{operation=%q,status=%q} %s\n", operation, status, kv.Value)
	})
	family("partnerkit_attempt_seconds_total", "counter", "Time until the headers of the answers, by operation.")
	m.seconds.Do(func(kv expvar.KeyValue) {
		fmt.Fprintf(&text, "partnerkit_attempt_seconds_total{operation=%q} %s\n", kv.Key, kv.Value)
	})
	family("partnerkit_attempts_in_flight", "gauge", "Requests under way.")
	fmt.Fprintf(&text, "partnerkit_attempts_in_flight %s\n", m.inFlight.String())
	_, err := io.WriteString(out, text.String())
	return err
}
